"""What signs is sealed, and so is what was bare before."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lib.sealing import seal
from outbox.models import Endpoint
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)


def stored() -> bytes:
    """The column as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM outbox_endpoint")
        (value,) = cursor.fetchone()
    return value.encode() if isinstance(value, str) else bytes(value)


def test_secrets_that_were_bare_are_sealed_and_sign_as_before():
    Endpoint.objects.create(
        organization=rows.organization(),
        url="https://example.com/",
        events=["call.ended"],
        secret=seal("whsec_b2xk"),
    )
    loader = MigrationLoader(connection)
    migration = loader.get_migration("outbox", "0003_sealed_secrets")
    before = loader.project_state(("outbox", "0002_more_events"))
    with connection.schema_editor() as editor:
        migration.unapply(before.clone(), editor)
    assert stored() == b"whsec_b2xk"

    with connection.schema_editor() as editor:
        migration.apply(before.clone(), editor)
    assert b"b2xk" not in stored()
    assert Endpoint.objects.get().secret.reveal() == "whsec_b2xk"
