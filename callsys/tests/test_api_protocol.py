"""How the API behaves, whatever it is about: repeated requests, entity tags, limits, CORS."""

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts import keys
from accounts.access import access_of
from accounts.models import IdempotencyRecord, Membership
from accounts.permissions import EVERY_PERMISSION, Role
from callsys.api import limits
from callsys.api.urls import router
from contacts.models import Contact, ContactList, Import
from tests import rows

pytestmark = pytest.mark.django_db
CONTACTS = "/api/v1/contacts/"
BODY = {"phone": "+34612345678", "name": "Ana"}


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


@pytest.fixture
def client(shop):
    return rows.browser(shop, Role.ADMIN)


def send(client, method, url, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(client, method)(url, body, content_type="application/json", headers=headers)


def test_a_request_sent_twice_happens_once(client):
    first = send(client, "post", CONTACTS, BODY, idempotency_key="a")
    again = send(client, "post", CONTACTS, BODY, idempotency_key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert Contact.objects.count() == 1


def test_without_a_key_each_request_counts(client):
    assert send(client, "post", CONTACTS, BODY).status_code == 201
    assert send(client, "post", CONTACTS, BODY).status_code == 409
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize(
    ("url", "body"), [(CONTACTS, BODY | {"name": "Eva"}), ("/api/v1/lists/", {"name": "Ana"})]
)
def test_one_key_is_one_request(client, url, body):
    send(client, "post", CONTACTS, BODY, idempotency_key="a")
    other = send(client, "post", url, body, idempotency_key="a")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Contact.objects.count() == 1
    assert not ContactList.objects.exists()


def test_what_failed_may_be_tried_again_with_the_same_key(client):
    assert send(client, "post", CONTACTS, {"phone": "1"}, idempotency_key="a").status_code == 400
    assert not IdempotencyRecord.objects.exists()
    assert send(client, "post", CONTACTS, BODY, idempotency_key="a").status_code == 201


def test_a_key_is_of_one_organisation(client):
    send(client, "post", CONTACTS, BODY, idempotency_key="a")
    elsewhere = rows.browser(rows.organization(default_country="ES"), Role.ADMIN)
    assert send(elsewhere, "post", CONTACTS, BODY, idempotency_key="a").status_code == 201
    assert Contact.objects.count() == 2


def test_whoever_may_not_ask_gets_no_answer_of_somebody_else(shop, client):
    send(client, "post", CONTACTS, BODY, idempotency_key="a")
    viewer = rows.browser(shop, Role.VIEWER)
    assert send(viewer, "post", CONTACTS, BODY, idempotency_key="a").status_code == 403


@pytest.mark.parametrize("key", ["x" * 256, "é"])
def test_a_key_that_is_none_is_refused(client, key):
    assert send(client, "post", CONTACTS, BODY, idempotency_key=key).status_code == 400


def test_a_file_sent_twice_is_imported_once(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)

    def upload(content):
        file = SimpleUploadedFile("a.csv", content)
        return client.post("/api/v1/imports/", {"file": file}, headers={"Idempotency-Key": "file"})

    first, again, other = (
        upload(b"Phone\n612345678"),
        upload(b"Phone\n612345678"),
        upload(b"Phone\n"),
    )
    assert (first.status_code, again.json()) == (201, first.json())
    assert other.status_code == 422
    assert Import.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts_and_both_get_its_answer():
    shop = rows.organization(default_country="ES")
    clients = [rows.browser(shop, Role.ADMIN) for _ in range(2)]
    start, answers = threading.Barrier(2), []

    def ask(client):
        try:
            start.wait()
            answers.append(send(client, "post", CONTACTS, BODY, idempotency_key="a"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Contact.objects.count() == 1


def test_an_edit_of_what_was_changed_meanwhile_is_refused(shop, client):
    url = f"{CONTACTS}{rows.contact(shop).pk}/"
    tag = client.get(url).headers["ETag"]
    changed = send(client, "patch", url, {"name": "Eva"}, if_match=tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] == client.get(url).headers["ETag"] != tag
    late = send(client, "patch", url, {"name": "Ida"}, if_match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert send(client, "delete", url, if_match=tag).status_code == 412
    assert Contact.objects.get().name == "Eva"
    assert send(client, "delete", url, if_match=changed.headers["ETag"]).status_code == 204


def test_an_edit_of_nothing_is_not_done(client):
    assert send(client, "patch", f"{CONTACTS}1/", {"name": "x"}, if_match='"x"').status_code == 412
    assert send(client, "patch", f"{CONTACTS}1/", {"name": "x"}, if_match="*").status_code == 404


def test_what_the_client_has_is_not_sent_again(shop, client):
    url = f"{CONTACTS}{rows.contact(shop).pk}/"
    tag = client.get(url).headers["ETag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


def test_every_route_follows_the_protocol():
    protocol = {"Limits", "Idempotency", "Etags"}
    for _prefix, viewset, _basename in router.registry:
        assert protocol <= {each.__name__ for each in viewset.__mro__}


def test_limits_are_told_and_kept(shop, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    membership = Membership.objects.get(user=rows.member(shop, Role.ADMIN))
    secrets = [
        keys.create_api_key(access=access_of(membership), name=name, scopes=["contacts.view"])[1]
        for name in ("one", "two")
    ]

    def ask(secret):
        return Client().get(CONTACTS, headers={"Authorization": f"Bearer {secret}"})

    answers = [ask(secrets[0]) for _ in range(8)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= 2  # a minute may have begun in between
    first = answers[0].headers
    assert first["RateLimit-Limit"] == "3"
    assert first["RateLimit-Remaining"] == "2"
    assert 0 < int(first["RateLimit-Reset"]) <= 60
    assert refused[0].headers["RateLimit-Remaining"] == "0"
    assert 0 < int(refused[0].headers["Retry-After"]) <= 61
    assert refused[0].json()["code"] == "throttled"
    assert ask(secrets[1]).status_code == 200  # somebody else's minute


def test_nobody_is_refused_while_redis_is_away(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    settings.REDIS_URL = "redis://127.0.0.1:1"
    limits._client.cache_clear()
    try:
        assert [client.get(CONTACTS).status_code for _ in range(3)] == [200, 200, 200]
    finally:
        limits._client.cache_clear()


def test_pages_of_a_listed_origin_may_ask(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization, idempotency-key, if-match"
    answer = client.options(CONTACTS, headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example"
    allowed = answer.headers["Access-Control-Allow-Headers"]
    assert all(name in allowed for name in ("authorization", "idempotency-key", "if-match"))
    other = client.options(CONTACTS, headers=asked | {"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_every_scope_is_a_permission_of_the_table():
    registered: list[Any] = [viewset for _prefix, viewset, _name in router.registry]
    needed = {each for viewset in registered for each in viewset.permissions.values()}
    assert needed - {"anyone"} <= EVERY_PERMISSION
