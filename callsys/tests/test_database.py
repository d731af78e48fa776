"""How Supabase's poolers are spoken to, and that what we keep prepared obeys."""

import psycopg
import pytest
from django.db import connection

from callsys.database import configured

HOST = "aws-0-eu-west-1.pooler.supabase.com"


def test_a_session_keeps_its_connection_and_its_prepared_statements():
    config = configured(f"postgres://postgres.ref:secret@{HOST}:5432/postgres", max_age=60)
    assert config["CONN_MAX_AGE"] == 60
    assert config["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 1_000_000}
    assert not config.get("DISABLE_SERVER_SIDE_CURSORS")
    assert config["USER"] == "postgres.ref"


@pytest.mark.parametrize(
    ("port", "pooling"), [(6543, ""), (6543, "transaction"), (5432, "transaction")]
)
def test_of_a_transaction_nothing_stays(port, pooling):
    config = configured(f"postgres://postgres.ref:secret@{HOST}:{port}/postgres", pooling=pooling)
    assert config["CONN_MAX_AGE"] == 0
    assert config["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert config["OPTIONS"] == {"sslmode": "require", "prepare_threshold": None}


def test_our_own_server_needs_no_tls_and_what_is_told_holds():
    ours = configured("postgres://callsys:callsys@127.0.0.1:5432/callsys")
    assert "sslmode" not in ours["OPTIONS"]
    told = configured(f"postgres://u:p@{HOST}:5432/postgres?sslmode=verify-full")
    assert told["OPTIONS"]["sslmode"] == "verify-full"


def test_where_nothing_may_be_prepared_asking_for_it_prepares_nothing(db):
    """lib.prepared asks; through a pooler of transactions it must not get it."""
    connection.ensure_connection()
    parameters = connection.get_connection_params() | {"prepare_threshold": None}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters) as pooled:
        for _ in range(3):
            pooled.execute("SELECT %s::int", [1], prepare=True)
        assert pooled.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
