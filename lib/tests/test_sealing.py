import json

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Organization, ProviderCredential
from lib.sealing import Sealed, Unreadable, nothing, seal

SECRET = "sk-live-0123456789"


@pytest.fixture
def credential(db: None) -> ProviderCredential:
    organization = Organization.objects.create(name="Luna")
    return ProviderCredential.objects.create(
        organization=organization, provider="openai", sealed=seal(SECRET)
    )


def test_what_is_sealed_is_read_again_and_shown_by_nothing():
    sealed = seal(SECRET)

    assert sealed.reveal() == SECRET
    assert SECRET not in f"{sealed} {sealed!r} {sealed.token!r}"
    assert seal(SECRET) != sealed, "the same secret twice looks different"


def test_no_secret_stays_none():
    assert not seal("")
    assert nothing().reveal() == ""


def test_a_touched_secret_is_refused():
    token = seal(SECRET).token
    with pytest.raises(Unreadable):
        Sealed(token[:-5] + bytes([token[-5] ^ 1]) + token[-4:]).reveal()


def test_the_database_holds_no_plain_secret(credential):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM accounts_providercredential")
        stored = bytes(cursor.fetchone()[0])

    assert SECRET.encode() not in stored
    credential.refresh_from_db()
    assert credential.sealed.reveal() == SECRET


def test_a_bare_secret_is_not_stored(credential):
    credential.sealed = SECRET
    with pytest.raises(TypeError):
        credential.save()


def test_a_dump_stays_sealed_and_loads_again(credential):
    dump = serializers.serialize("json", [credential])
    assert SECRET not in json.dumps(dump)

    (loaded,) = serializers.deserialize("json", dump)
    loaded.save()
    credential.refresh_from_db()
    assert credential.sealed.reveal() == SECRET


def test_rotation_lets_the_old_key_go(credential, settings, capsys):
    old = settings.SEALING_KEYS[0]
    settings.SEALING_KEYS = ["a new key", old]
    assert ProviderCredential.objects.get().sealed.reveal() == SECRET

    call_command("rotate_credentials")

    assert "1 rows" in capsys.readouterr().out
    settings.SEALING_KEYS = ["a new key"]
    assert ProviderCredential.objects.get().sealed.reveal() == SECRET
    settings.SEALING_KEYS = [old]
    with pytest.raises(Unreadable):
        ProviderCredential.objects.get().sealed.reveal()


def test_rotation_without_the_old_key_says_so_and_changes_nothing(credential, settings):
    old = settings.SEALING_KEYS
    settings.SEALING_KEYS = ["a new key"]
    with pytest.raises(CommandError, match="put back"):
        call_command("rotate_credentials")

    settings.SEALING_KEYS = old
    assert ProviderCredential.objects.get().sealed.reveal() == SECRET
