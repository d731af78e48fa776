"""How the database is spoken to: directly, or through a pooler such as Supabase's.

    direct, or a pooler that gives each client a connection of its own ("session", port 5432)
        connections are kept, hot statements prepared
    a pooler that gives each transaction any connection ("transaction", Supabase's port 6543)
        nothing outlives a transaction: no prepared statements, no server-side cursors, no
        connection kept. Migrate through the session port.

https://supabase.com/docs/guides/database/connecting-to-postgres
"""

from typing import Any
from urllib.parse import urlsplit

from callsys.environment import database_url, env, first

_SUPABASE = (".supabase.co", ".supabase.com")
_TRANSACTION_PORT = 6543


def database() -> dict[str, Any]:
    """Django's DATABASES["default"], from DATABASE_URL, DATABASE_POOLING and CONN_MAX_AGE."""
    return configured(
        database_url(),
        pooling=first("DATABASE_POOLING"),
        max_age=env.int("CONN_MAX_AGE", default=60),
    )


def configured(url: str, *, pooling: str = "", max_age: int = 60) -> dict[str, Any]:
    """The same from what is given; `pooling` is "session", "transaction" or "" (by the port)."""
    config: dict[str, Any] = dict(env.db_url_config(url))
    address = urlsplit(url)
    told = config.pop("OPTIONS", {})
    if (address.hostname or "").endswith(_SUPABASE):
        told = {"sslmode": "require"} | told
    by_port = "transaction" if address.port == _TRANSACTION_PORT else "session"
    config |= {"CONN_HEALTH_CHECKS": True, "TEST": {"TEMPLATE": "template0"}}
    if (pooling or by_port) == "transaction":
        return config | {
            "CONN_MAX_AGE": 0,
            "DISABLE_SERVER_SIDE_CURSORS": True,
            "OPTIONS": {**told, "prepare_threshold": None},
        }
    # What asks for it is prepared (lib.prepared); Django's own statements never are.
    return config | {"CONN_MAX_AGE": max_age, "OPTIONS": {"prepare_threshold": 1_000_000, **told}}
