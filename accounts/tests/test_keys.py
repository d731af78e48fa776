"""Keys of programs: what they open, and when they cease to."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts import keys, services
from accounts.access import access_of
from accounts.models import ApiKey
from accounts.permissions import Role
from accounts.tests.people import new_access, new_member
from lib.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts/"


@pytest.fixture
def member():
    return new_member(Role.ADMIN)


def make(member, *scopes, **fields):
    return keys.create_api_key(
        access=access_of(member), name="CRM", scopes=scopes or ["contacts.view"], **fields
    )


def ask(client, secret, method="get", url=CONTACTS, **kwargs):
    headers = {"Authorization": f"Bearer {secret}"}
    return getattr(client, method)(url, headers=headers, content_type="application/json", **kwargs)


def test_a_key_opens_what_its_scopes_say(client, member):
    key, secret = make(member)
    assert ask(client, secret).status_code == 200
    assert ask(client, secret, "post", data={"phone": "612345678"}).status_code == 403
    assert ask(client, secret, url="/api/v1/campaigns/").status_code == 403
    assert secret not in str(ApiKey.objects.values().get())
    assert secret.startswith(key.prefix)
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_a_key_is_of_one_organisation(client, member):
    _key, secret = make(member)
    elsewhere = new_member(Role.OWNER)
    elsewhere.user = member.user
    elsewhere.save()
    headers = {"Authorization": f"Bearer {secret}"}
    headers["Callsys-Organization"] = str(elsewhere.organization_id)
    answer = client.get("/api/v1/organizations/", headers=headers)
    assert answer.status_code == 200
    assert [row["id"] for row in answer.json()["results"]] == [member.organization_id]


def test_a_key_that_has_ended_opens_nothing(client, member):
    _key, secret = make(member, expires_at=timezone.now() + dt.timedelta(hours=1))
    assert ask(client, secret).status_code == 200
    ApiKey.objects.update(expires_at=timezone.now())
    assert ask(client, secret).status_code == 401


def test_a_revoked_key_opens_nothing(client, member):
    key, secret = make(member)
    keys.revoke_api_key(access=access_of(member), key=key)
    assert ask(client, secret).status_code == 401


@pytest.mark.parametrize("change", ["leaves", "is disabled", "is a viewer"])
def test_a_key_is_never_more_than_its_maker(client, member, change):
    owner = new_access(Role.OWNER, member.organization)
    _key, secret = make(member, "contacts.view", "contacts.edit")
    body = {"data": {"phone": "+34612345678"}}
    assert ask(client, secret, "post", **body).status_code == 201
    if change == "leaves":
        services.remove_member(access=owner, membership=member)
    elif change == "is disabled":
        member.user.is_active = False
        member.user.save()
    else:
        services.change_role(access=owner, membership=member, role=Role.VIEWER)
        assert ask(client, secret).status_code == 200
    assert ask(client, secret, "post", **body).status_code in (401, 403)


@pytest.mark.parametrize("scopes", [[], ["owners.edit"], ["contacts.view", "nonsense"]])
def test_nobody_gives_what_they_have_not(member, scopes):
    with pytest.raises(InvalidInput):
        keys.create_api_key(access=access_of(member), name="x", scopes=scopes)


def test_operators_and_keys_make_no_keys(client, member):
    with pytest.raises(NotAllowed):
        keys.create_api_key(access=new_access(Role.OPERATOR), name="x", scopes=["contacts.view"])
    _key, secret = make(member, "keys.edit", "contacts.view")
    body = {"name": "child", "scopes": ["contacts.view"]}
    assert ask(client, secret, "post", "/api/v1/keys/", data=body).status_code == 403


def test_an_altered_secret_opens_nothing(client, member):
    key, secret = make(member)
    for altered in (secret[:-1], secret + "x", key.prefix, f"{key.prefix}_", secret.swapcase()):
        assert ask(client, altered).status_code == 401


def test_keys_are_made_listed_and_revoked_by_the_api(client, member):
    client.force_login(member.user)
    body = {"name": "CRM", "scopes": ["contacts.view"]}
    made = client.post("/api/v1/keys/", body, content_type="application/json")
    assert made.status_code == 201
    assert ask(client, made.json()["secret"]).status_code == 200
    rows = client.get("/api/v1/keys/").json()["results"]
    assert [row["name"] for row in rows] == ["CRM"]
    assert "secret" not in rows[0]
    assert "digest" not in rows[0]
    assert client.delete(f"/api/v1/keys/{rows[0]['id']}/").status_code == 204
    assert client.get("/api/v1/keys/").json()["results"] == []


def test_keys_are_made_and_revoked_on_their_page(client, member):
    browser = Client()
    browser.force_login(member.user)
    given = {"name": "Shop", "scopes": ["contacts.view"], "days": "30"}
    secret = browser.post("/accounts/keys/", given).context["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/contacts/", headers=headers).status_code == 200
    assert secret not in browser.get("/accounts/keys/").text

    key = ApiKey.objects.get(name="Shop")
    assert key.expires_at is not None
    browser.post(f"/accounts/keys/{key.pk}/revoke/")
    assert client.get("/api/v1/contacts/", headers=headers).status_code == 401


def test_nobody_gives_on_the_page_what_they_have_not(client, member):
    browser = Client()
    browser.force_login(member.user)
    answer = browser.post("/accounts/keys/", {"name": "x", "scopes": ["owners.edit"]})
    assert answer.context["form"].errors["scopes"]
    assert not ApiKey.objects.exists()
