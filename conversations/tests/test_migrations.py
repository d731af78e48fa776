"""What a migration does with the rows that were there before it."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lib.sealing import Sealed

BARE, SEALED = ("conversations", "0007_proofs"), ("conversations", "0008_own_tools_and_hand_over")


def migrated(to):
    """The models as they are after this migration."""
    executor = MigrationExecutor(connection)
    executor.migrate([to])
    return MigrationExecutor(connection).loader.project_state([to]).apps


@pytest.fixture
def before(transactional_db: None) -> Iterator[object]:
    """The models of the time when secrets lay bare."""
    yield migrated(BARE)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def kept() -> str:
    """What stands in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret::text FROM conversations_endpoint")
        ((secret,),) = cursor.fetchall()
    return str(secret)


def test_bare_secrets_of_tools_are_sealed_and_can_be_laid_bare_again(before):
    shop = before.get_model("accounts", "Organization").objects.create(name="Luna")
    old = before.get_model("conversations", "Endpoint").objects.create(
        organization=shop, name="stock", description="d", url="https://e.example", secret="bare-42"
    )
    assert kept() == "bare-42"
    tool = migrated(SEALED).get_model("conversations", "Endpoint").objects.get(pk=old.pk)
    assert isinstance(tool.secret, Sealed)
    assert tool.secret.reveal() == "bare-42"
    assert "bare-42" not in kept()
    migrated(BARE)
    assert kept() == "bare-42"
