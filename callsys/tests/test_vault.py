"""An organisation's own accounts, tried at the simulator by the vendors' own ways."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts import vault
from accounts.keys import create_api_key
from accounts.models import AuditEntry, ProviderCredential
from accounts.permissions import Role
from accounts.tests.people import new_access, new_member
from calls.trunks import account_of, numbers_of, open_for, trunk_for
from conversations.brain import account_of as model_account_of
from conversations.channels import calendar_of, messengers_of
from conversations.models import Agent
from conversations.voices import speech_account
from knowledge.embedding import embedder_of
from lib.errors import DomainError, InvalidInput, NotAllowed
from providers.messaging.telegram import Telegram

KEY = "sk-own-0123456789"
MODELS = ["openai", "anthropic", "gemini", "elevenlabs"]
CHANNELS = {
    "telegram": {"token": "1:own-6789"},
    "whatsapp": {"phone_number_id": "106789", "token": "EAA-own"},
    "google_calendar": {
        "calendar_id": "sales@shop.example",
        "client_id": "own.apps.example",
        "client_secret": "GOCSPX-own",
        "refresh_token": "1//own",
    },
}
"""Account by provider, its last word the one that opens."""


@pytest.fixture
def providers(simulator, settings):
    """The simulator in the place of every vendor."""
    for name in MODELS:
        path = "/openai/v1" if name == "openai" else f"/{name}"
        setattr(settings, f"{name.upper()}_BASE_URL", simulator.url + path)
    settings.TWILIO_BASE_URL = simulator.url
    settings.TELEGRAM_BASE_URL = f"{simulator.url}/telegram"
    settings.WHATSAPP_BASE_URL = f"{simulator.url}/whatsapp"
    settings.GOOGLE_CALENDAR_BASE_URL = f"{simulator.url}/google"
    return simulator


@pytest.fixture
def access(db):
    return new_access(Role.ADMIN)


def twilio(providers, **other):
    given = {"account": providers.account_sid, "secret": providers.auth_token}
    return given | {"numbers": "+34910000000, +34930000000"} | other


@pytest.mark.parametrize("provider", MODELS)
def test_a_key_that_opens_is_kept_sealed(access, providers, provider):
    kept = vault.keep_credential(access=access, provider=provider, secrets={"api_key": KEY})

    assert kept.hint == "6789"
    assert kept.tested_at is not None
    assert KEY.encode() not in kept.sealed.token
    assert vault.own_account(access.organization, provider) == {"api_key": KEY}


@pytest.mark.parametrize("provider", MODELS)
def test_a_key_that_the_provider_refuses_is_not_kept(access, providers, provider):
    vault.keep_credential(access=access, provider=provider, secrets={"api_key": KEY})
    with pytest.raises(InvalidInput) as refused:
        vault.keep_credential(access=access, provider=provider, secrets={"api_key": "sk-revoked"})

    assert refused.value.code == "credential_refused"
    assert vault.own_account(access.organization, provider) == {"api_key": KEY}


@pytest.mark.parametrize("provider", CHANNELS)
def test_what_opens_a_channel_is_tried_and_kept_sealed(access, providers, provider):
    account = CHANNELS[provider]
    kept = vault.keep_credential(access=access, provider=provider, secrets=account)
    assert account[list(account)[-1]].encode() not in kept.sealed.token
    wrong = account | {list(account)[-1]: "revoked"}
    with pytest.raises(InvalidInput) as refused:
        vault.keep_credential(access=access, provider=provider, secrets=wrong)

    assert refused.value.code == "credential_refused"
    assert vault.own_account(access.organization, provider) == account


def test_messages_and_meetings_go_through_the_organisations_own_accounts(
    access, providers, settings
):
    settings.TELEGRAM_TOKEN = settings.WHATSAPP_TOKEN = "the-instances"
    before = messengers_of(access.organization)
    assert before.telegram == Telegram("the-instances", settings.TELEGRAM_BASE_URL)
    assert (before.whatsapp, before.sms) == (None, None)  # the number is missing, or all of it
    assert calendar_of(access.organization) is None
    accounts = CHANNELS | {"twilio": twilio(providers)}
    for provider, account in accounts.items():
        vault.keep_credential(access=access, provider=provider, secrets=account)

    own: Any = messengers_of(access.organization)
    assert own.telegram.token == "1:own-6789"
    assert (own.whatsapp.token, own.whatsapp.phone_number_id) == ("EAA-own", "106789")
    assert own.sms.from_number == "+34910000000"
    for messenger in (own.telegram, own.whatsapp, own.sms):
        messenger.send("+34600000000", "Hola")
    sent = providers.get("ledger?kind=message")["entries"]
    assert [each["channel"] for each in sent] == ["telegram", "whatsapp", "sms"]
    calendar: Any = calendar_of(access.organization)
    assert (calendar.calendar_id, calendar.refresh_token) == ("sales@shop.example", "1//own")
    neighbour = new_access(Role.ADMIN).organization
    assert messengers_of(neighbour) == before


def test_a_provider_that_is_away_says_nothing_of_the_key(access, settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:1"
    with pytest.raises(DomainError) as away:
        vault.keep_credential(access=access, provider="openai", secrets={"api_key": KEY})

    assert away.value.code == "provider_unreachable"
    assert not ProviderCredential.objects.exists()


def test_calls_leave_through_the_organisations_own_account(access, providers, settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "ACinstance", "instance-token"
    settings.TWILIO_PHONE_NUMBER = "+34999999999"
    vault.keep_credential(access=access, provider="twilio", secrets=twilio(providers))

    trunk = trunk_for(access.organization)
    assert account_of(trunk).secret == providers.auth_token
    assert numbers_of(trunk) == ("+34910000000", "+34930000000")
    assert open_for(trunk).find(to_number="+34600000000", from_number="+34910000000") == []
    neighbour = trunk_for(new_access(Role.ADMIN).organization)
    assert account_of(neighbour).secret == "instance-token"


def test_an_account_that_is_gone_is_never_asked_for_at_the_instances(access, providers, settings):
    """What the instance's account does not list might ring all the same."""
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "ACinstance", "instance-token"
    kept = vault.keep_credential(access=access, provider="twilio", secrets=twilio(providers))
    trunk = trunk_for(access.organization)
    vault.forget_credential(access=access, credential=kept)

    with pytest.raises(DomainError):
        open_for(trunk)


def test_a_wrong_twilio_token_is_refused(access, providers):
    with pytest.raises(InvalidInput):
        vault.keep_credential(
            access=access, provider="twilio", secrets=twilio(providers, secret="0" * 32)
        )


def test_models_voices_and_vectors_are_the_organisations_own(access, providers, settings):
    settings.OPENAI_API_KEY = settings.ELEVENLABS_API_KEY = "the-instances"
    agent = Agent(organization=access.organization, name="Luz", goal="x", provider="openai")
    assert model_account_of(agent).api_key == "the-instances"
    assert speech_account(access.organization).api_key == "the-instances"
    for provider in ("openai", "elevenlabs"):
        vault.keep_credential(access=access, provider=provider, secrets={"api_key": KEY})

    assert model_account_of(agent).api_key == KEY
    assert speech_account(access.organization).api_key == KEY
    embedder: Any = embedder_of(access.organization)
    assert embedder.api_key == KEY


def test_a_lost_key_is_not_paid_for_by_the_instance(access, providers, settings):
    vault.keep_credential(access=access, provider="elevenlabs", secrets={"api_key": KEY})
    settings.ELEVENLABS_API_KEY = "the-instances"
    settings.SEALING_KEYS = ["another"]
    with pytest.raises(vault.CredentialUnreadable):
        speech_account(access.organization)


@pytest.mark.parametrize(
    ("provider", "secrets"),
    [
        ("unknown", {"api_key": KEY}),
        ("openai", {}),
        ("openai", {"api_key": "x" * 501}),
        ("openai", {"api_key": "a\nb"}),
        ("openai", {"api_key": KEY, "more": "x"}),
        ("twilio", {"account": "AC1", "secret": "x"}),
    ],
)
def test_nonsense_is_refused_before_anybody_is_asked(access, settings, provider, secrets):
    with pytest.raises(InvalidInput):
        vault.keep_credential(access=access, provider=provider, secrets=secrets)


def test_only_admins_may(db):
    with pytest.raises(NotAllowed):
        vault.keep_credential(
            access=new_access(Role.OPERATOR), provider="openai", secrets={"api_key": KEY}
        )


def test_neither_api_nor_audit_ever_shows_it(access, providers, client):
    _key, secret = create_api_key(access=access, name="x", scopes=["credentials.edit"])
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"provider": "openai", "secrets": {"api_key": KEY}}
    made = client.post(
        "/api/v1/credentials/", body, content_type="application/json", headers=headers
    )
    assert made.status_code == 201, made.content
    address = f"/api/v1/credentials/{made.json()['id']}/"
    tested = client.post(f"{address}test/", headers=headers)
    shown = [made, tested, client.get("/api/v1/credentials/", headers=headers)]

    assert all(KEY not in answer.text for answer in shown)
    entries = AuditEntry.objects.filter(subject="accounts.ProviderCredential")
    assert entries.count() == 1
    assert KEY not in json.dumps([entry.after for entry in entries])
    assert entries[0].after["sealed"] == "[hidden]"
    assert client.delete(address, headers=headers).status_code == 204


def test_the_pages_enter_test_and_forget_an_account(db, providers):
    browser = Client()
    browser.force_login(new_member(Role.OWNER).user)
    form = "/accounts/providers/openai/"

    refused = browser.post(form, {"api_key": "sk-revoked"})
    assert "revoked" not in refused.text
    assert not ProviderCredential.objects.exists()
    assert browser.post(form, {"api_key": KEY}).status_code == 302
    page = browser.get("/accounts/providers/").text
    assert "…6789" in page
    assert KEY not in page
    kept = ProviderCredential.objects.get()
    browser.post(f"/accounts/providers/account/{kept.pk}/test/")
    browser.post(f"/accounts/providers/account/{kept.pk}/forget/")
    assert not ProviderCredential.objects.exists()
