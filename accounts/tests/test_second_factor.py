"""Second factors, sessions, and other sites' sign-in, as a browser does it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client

from accounts.permissions import Role
from accounts.tests.people import PASSWORD, new_member

pytestmark = pytest.mark.django_db
SECURITY = "/accounts/security/"


@pytest.fixture
def member():
    return new_member(Role.OWNER)


def enter(browser, member):
    return browser.post(
        "/accounts/login/", {"login": member.user.email, "password": PASSWORD}, follow=True
    )


def prove(browser, to):
    """Whoever changes how they sign in shows their password once more."""
    asked = browser.get(to)
    assert "/reauthenticate/" in asked.headers["Location"]
    answer = browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert answer.headers["Location"] == to


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def secret(client, member):
    """Of the authenticator app that this member has set up on the pages."""
    enter(client, member)
    prove(client, f"{SECURITY}totp/activate/")
    page = client.get(f"{SECURITY}totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.text
    assert "data:image/svg+xml" in page.text
    answer = client.post(f"{SECURITY}totp/activate/", {"code": code_for(secret)}, follow=True)
    assert answer.status_code == 200
    return secret


def test_an_app_is_set_up_and_asked_for(client, member, secret):
    stranger = Client(REMOTE_ADDR="fd00:9::1")
    asked = enter(stranger, member)
    assert asked.redirect_chain[-1][0].startswith(f"{SECURITY}authenticate/")
    assert "_auth_user_id" not in stranger.session
    assert stranger.get("/contacts/").status_code == 302

    stranger.post(f"{SECURITY}authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in stranger.session
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    stranger.post(f"{SECURITY}authenticate/", {"code": recovery})
    assert "_auth_user_id" in stranger.session


def test_its_secret_is_sealed_and_its_seal_renewed(client, member, secret, settings, capsys):
    row = Authenticator.objects.get(type="totp")
    assert secret not in str(row.data)

    old = settings.SEALING_KEYS[0]
    settings.SEALING_KEYS = ["a new key", old]
    call_command("rotate_credentials")
    assert "2 rows" in capsys.readouterr().out
    settings.SEALING_KEYS = ["a new key"]
    row.refresh_from_db()
    assert row.wrap().validate_code("000000") is False, "it is read, and says no"


def test_recovery_codes_are_shown_and_made_anew(client, member, secret):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    page = client.get(f"{SECURITY}recovery-codes/")
    assert all(code in page.text for code in codes)
    client.post(f"{SECURITY}recovery-codes/generate/")
    fresh = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(codes) & set(fresh)


def test_switching_it_off_asks_who_it_is(client, member, secret, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    asked = client.post(f"{SECURITY}totp/deactivate/", follow=True)
    assert "reauthenticate" in asked.redirect_chain[-1][0]
    assert Authenticator.objects.filter(type="totp").exists()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    client.post(f"{SECURITY}totp/deactivate/")
    assert not Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["", "totp/activate/", "webauthn/", "webauthn/add/"])
def test_the_pages_are_ours_in_both_languages(client, member, path, language):
    member.user.language = language
    member.user.save()
    enter(client, member)
    if path.endswith(("activate/", "add/")):
        prove(client, f"{SECURITY}{path}")
    page = client.get(f"{SECURITY}{path}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert 'class="side"' in page.text


def test_other_browsers_are_listed_and_signed_out(client, member):
    other = Client(REMOTE_ADDR="fd00:8::1", HTTP_USER_AGENT="Another browser")
    for browser in (client, other):
        enter(browser, member)
        browser.get("/contacts/")
    assert UserSession.objects.filter(user=member.user).count() == 2

    assert "Another browser" in client.get("/accounts/sessions/").text
    client.post("/accounts/sessions/")
    assert other.get("/contacts/").status_code == 302
    assert client.get("/contacts/").status_code == 200


def test_no_other_site_signs_in_where_none_is_configured(client):
    page = client.get("/accounts/login/").text
    assert "Google" not in page
    assert "Microsoft" not in page
    assert client.post("/accounts/social/google/login/").status_code == 404
    assert client.post("/accounts/social/microsoft/login/").status_code == 404


def test_google_is_asked_once_it_is_configured(client, settings):
    app = {"client_id": "our-id", "secret": "our-secret", "settings": {}}
    google = settings.SOCIALACCOUNT_PROVIDERS["google"] | {"APPS": [app]}
    settings.SOCIALACCOUNT_PROVIDERS = settings.SOCIALACCOUNT_PROVIDERS | {"google": google}

    page = client.get("/accounts/login/").text
    assert re.search(r'action="/accounts/social/google/login/', page)
    assert "Microsoft" not in page
    to = urlsplit(client.post("/accounts/social/google/login/").headers["Location"])
    asked = parse_qs(to.query)
    assert to.hostname == "accounts.google.com"
    assert asked["client_id"] == ["our-id"]
    assert asked["code_challenge_method"] == ["S256"]
    assert "our-secret" not in to.query
