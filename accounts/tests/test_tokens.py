"""Signing in through the API: what opens it, and what ends it."""

import base64
import datetime as dt
import json
import threading

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.utils import timezone

from accounts import grants, services
from accounts.access import access_of
from accounts.models import TokenGrant
from accounts.permissions import Role
from accounts.tests.people import PASSWORD, new_member, new_organization, new_user

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens/"
CONTACTS = "/api/v1/contacts/"


@pytest.fixture
def member():
    return new_member(Role.ADMIN)


def post(client, url, **body):
    return client.post(url, body, content_type="application/json")


def sign_in(client, member, **body):
    body = {"email": member.user.email, "password": PASSWORD} | body
    return post(client, TOKENS, **body)


def look(client, token, **headers):
    """The status of reading contacts with this token."""
    return client.get(CONTACTS, headers={"Authorization": f"Bearer {token}"} | headers).status_code


def test_a_password_opens_the_api(client, member):
    answer = sign_in(client, member)
    assert answer.status_code == 201
    tokens = answer.json()
    assert tokens["expires_in"] == 300
    assert look(client, tokens["access"]) == 200
    assert look(client, tokens["refresh"]) == 401
    grant = TokenGrant.objects.get()
    assert tokens["refresh"] not in str(vars(grant))


@pytest.mark.parametrize("body", [{"password": "wrong"}, {"email": "nobody@accounts.example"}])
def test_nobody_comes_in_by_guessing(client, member, body):
    answer = sign_in(client, member, **body)
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials_wrong")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_brute_force_is_stopped_even_with_the_right_password_at_last(client, member):
    statuses = [sign_in(client, member, password=f"guess-{n}").status_code for n in range(8)]
    assert 429 in statuses
    assert statuses[: statuses.index(429)] == [401] * statuses.index(429)
    assert sign_in(client, member).status_code == 429


def test_whoever_was_disabled_does_not_come_in(client, member):
    member.user.is_active = False
    member.user.save()
    assert sign_in(client, member).status_code == 401


def test_an_address_must_be_proved_where_that_is_asked(client, member, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    answer = sign_in(client, member)
    assert (answer.status_code, answer.json()["code"]) == (401, "email_unverified")


def test_the_second_factor_is_asked_for(client, member):
    secret = generate_totp_secret()
    TOTP.activate(member.user, secret)
    RecoveryCodes.activate(member.user)
    assert sign_in(client, member).json()["code"] == "code_needed"
    assert sign_in(client, member, code="000000").json()["code"] == "code_wrong"
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert sign_in(client, member, code=code).status_code == 201
    assert sign_in(client, member, code=code).json()["code"] == "code_wrong"  # good once
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert sign_in(client, member, code=recovery).status_code == 201


def test_codes_cannot_be_guessed(client, member):
    TOTP.activate(member.user, generate_totp_secret())
    statuses = [sign_in(client, member, code=f"{n:06}").status_code for n in range(8)]
    assert 429 in statuses


def test_a_refresh_token_is_good_once(client, member):
    first = sign_in(client, member).json()
    second = post(client, f"{TOKENS}refresh/", refresh=first["refresh"]).json()
    assert look(client, second["access"]) == 200
    assert look(client, first["access"]) == 200
    assert post(client, f"{TOKENS}refresh/", refresh=second["refresh"]).status_code == 200


def test_a_refresh_token_used_twice_ends_the_sign_in(client, member):
    first = sign_in(client, member).json()
    second = post(client, f"{TOKENS}refresh/", refresh=first["refresh"]).json()
    thief = post(client, f"{TOKENS}refresh/", refresh=first["refresh"])
    assert (thief.status_code, thief.json()["code"]) == (401, "token_refused")
    assert TokenGrant.objects.get().ended_reason == "reused"
    assert look(client, second["access"]) == 401
    assert post(client, f"{TOKENS}refresh/", refresh=second["refresh"]).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "x.y", "00000000-0000-0000-0000-000000000000.y", "é"])
def test_a_refresh_token_that_is_none_is_refused(client, token):
    assert post(client, f"{TOKENS}refresh/", refresh=token).status_code in (400, 401)
    assert post(client, f"{TOKENS}end/", refresh=token).status_code in (204, 400)


def test_signing_out_ends_both_tokens(client, member):
    tokens = sign_in(client, member).json()
    assert post(client, f"{TOKENS}end/", refresh=tokens["refresh"]).status_code == 204
    assert look(client, tokens["access"]) == 401
    assert post(client, f"{TOKENS}refresh/", refresh=tokens["refresh"]).status_code == 401


def _changes_password(member):
    member.user.set_password("another-long-secret")
    member.user.save()


def _is_disabled(member):
    member.user.is_active = False
    member.user.save()


def _grant_ends(member):
    grants.end_grants_of(user=member.user, reason="asked")


@pytest.mark.parametrize("happens", [_changes_password, _is_disabled, _grant_ends])
def test_tokens_end_at_once(client, member, happens):
    tokens = sign_in(client, member).json()
    happens(member)
    assert look(client, tokens["access"]) == 401
    assert post(client, f"{TOKENS}refresh/", refresh=tokens["refresh"]).status_code == 401


def test_a_role_that_goes_goes_at_once(client, member):
    owner = access_of(new_member(Role.OWNER, member.organization))
    token = sign_in(client, member).json()["access"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/members/", headers=bearer).status_code == 200
    services.change_role(access=owner, membership=member, role=Role.VIEWER)
    assert client.get("/api/v1/members/", headers=bearer).status_code == 403
    assert look(client, token) == 200
    services.remove_member(access=owner, membership=member)
    assert look(client, token) == 403


def test_somebody_of_two_organisations_says_in_which_they_work(client, member):
    other = new_organization()
    second = new_member(Role.VIEWER, other, email="unused@accounts.example")
    second.user = member.user
    second.save()
    token = sign_in(client, member).json()["access"]

    def works_in(**headers):
        bearer = {"Authorization": f"Bearer {token}"} | headers
        answer = client.get("/api/v1/organizations/", headers=bearer)
        return [row["id"] for row in answer.json().get("results", [])]

    assert works_in() == [member.organization_id]
    assert works_in(**{"Callsys-Organization": str(other.pk)}) == [other.pk]
    for foreign in (str(new_organization().pk), "0", "-1", "x", "9" * 30):
        assert look(client, token, **{"Callsys-Organization": foreign}) == 403


def _forged(claims, key, algorithm, **header):
    return jwt.encode(claims, key, algorithm=algorithm, headers=header)


def test_no_trick_with_the_algorithm_opens_anything(client, member):
    good = sign_in(client, member).json()["access"]
    claims = jwt.decode(good, options={"verify_signature": False})
    head, body, _signature = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    later = claims | {"exp": timezone.now() + dt.timedelta(days=1)}
    stale = claims | {"exp": timezone.now() - dt.timedelta(seconds=5)}
    key = grants._signing_key()
    tricks = [
        f"{none}.{body}.",
        f"{head}.{body}.",
        f"{none}.{body}.{_signature}",
        _forged(later, "", "none"),
        _forged(later, "x" * 32, "HS256"),
        _forged(later, key, "HS512"),
        _forged(stale, key, "HS256"),
        _forged(later | {"aud": "another"}, key, "HS256"),
        _forged(later | {"iss": "another"}, key, "HS256"),
        _forged(later | {"sub": str(new_user().pk)}, key, "HS256"),
        _forged({**later, "sid": "x"}, key, "HS256"),
        _forged({name: value for name, value in later.items() if name != "exp"}, key, "HS256"),
        "a.b.c", "....", "é", "", "ck_00000000_x", "Bearer",
    ]  # fmt: skip
    assert [trick for trick in tricks if look(client, trick) != 401] == []
    assert look(client, _forged(later, key, "HS256")) == 200  # the same, but rightly signed


def test_a_stranger_is_told_how_to_sign_in(client):
    answer = client.get(CONTACTS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert json.loads(answer.content)["status"] == 401


@pytest.mark.django_db(transaction=True)
def test_of_two_who_refresh_at_once_one_wins(member):
    tokens = grants.issue_tokens(user=member.user)
    won, start = [], threading.Barrier(2)

    def refresh():
        start.wait()
        try:
            won.append(grants.refresh_tokens(token=tokens.refresh))
        except grants.TokenRefused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=refresh) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert TokenGrant.objects.get().ended_reason == "reused"
