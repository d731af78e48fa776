import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.permissions import PERMISSIONS, Role
from contacts import services
from contacts.api import ROUTES
from contacts.models import Contact, ContactList, Import, ListEntry, Suppression
from contacts.services import run_import
from tests import rows

PHONE = "+34612345678"
BASE = "/api/v1"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("contacts.api.wake_for", lambda pk: None)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


class Caller:
    """Somebody who asks the API."""

    def __init__(self, user):
        self.client = Client()
        if user is not None:
            self.client.force_login(user)

    def ask(self, method, path, body=None):
        """(status, answer) of a request with a JSON body."""
        kwargs = {} if body is None else {"data": body, "content_type": "application/json"}
        response = getattr(self.client, method)(f"{BASE}{path}", **kwargs)
        return response.status_code, response.json() if response.content else None

    def upload(self, content, **data):
        file = SimpleUploadedFile("clientes.csv", content)
        response = self.client.post(f"{BASE}/imports/", {"file": file} | data)
        return response.status_code, response.json()


@pytest.fixture
def caller(shop):
    return lambda role=Role.ADMIN, organization=None: Caller(
        rows.member(organization or shop, role)
    )


def contact(shop, **fields):
    fields = {"phone": PHONE, "name": "Ana Muñoz"} | fields
    return services.create_contact(organization=shop, **fields)


def test_a_contact_is_made_read_changed_and_deleted(shop, caller):
    friends = services.create_list(organization=shop, name="Amigos")
    api = caller()
    status, made = api.ask(
        "post",
        "/contacts/",
        {
            "phone": "612 34 56 78",
            "name": "Ana",
            "attributes": {"Ciudad": "Cádiz"},
            "lists": [friends.pk],
        },
    )
    assert status == 201
    assert (made["e164"], made["country"], made["lists"]) == (PHONE, "ES", [friends.pk])
    path = f"/contacts/{made['id']}/"
    assert api.ask("get", path) == (200, made)
    status, changed = api.ask("patch", path, {"name": "Ana Gil"})
    assert (status, changed["name"], changed["e164"]) == (200, "Ana Gil", PHONE)
    assert changed["attributes"] == {"Ciudad": "Cádiz"}
    assert api.ask("delete", path) == (204, None)
    assert api.ask("get", path)[0] == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"phone": PHONE, "email": "x"}, "email"),
        ({"phone": PHONE, "time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"phone": PHONE, "language": "fr"}, "language"),
        ({"phone": PHONE, "attributes": {"a": "\0"}}, "attributes.a"),
        ({"phone": PHONE, "attributes": {"a\0": "b"}}, "attributes"),
        ({"phone": PHONE, "lists": [999999999]}, "lists"),
    ],
)
def test_an_error_is_a_problem_that_names_the_field(shop, caller, body, field):
    status, problem = caller().ask("post", "/contacts/", body)
    assert status == 400
    assert problem["status"] == 400
    assert problem["code"]
    assert [error["field"] for error in problem["errors"]] == [field]
    assert not Contact.objects.exists()


def test_a_number_that_is_known_is_a_conflict(shop, caller):
    contact(shop)
    status, problem = caller().ask("post", "/contacts/", {"phone": "612345678"})
    assert (status, problem["code"]) == (409, "contact_exists")


def test_contacts_are_searched_and_filtered(shop, caller):
    friends = services.create_list(organization=shop, name="Amigos")
    contact(shop, language="es", lists=[friends])
    contact(shop, phone="+44 20 7946 0123", name="John")
    api = caller()
    for query in ("q=munoz", "q=612%2034", "country=ES", "language=es", f"list={friends.pk}"):
        status, answer = api.ask("get", f"/contacts/?{query}")
        assert status == 200
        assert [row["name"] for row in answer["results"]] == ["Ana Muñoz"]
    assert len(api.ask("get", "/contacts/")[1]["results"]) == 2


@pytest.mark.parametrize("query", ["list=x", "list=999999", "language=xx", "q=" + "x" * 101])
def test_a_filter_that_makes_no_sense_is_a_problem(shop, caller, query):
    assert caller().ask("get", f"/contacts/?{query}")[0] == 400


def test_lists_have_a_size_and_take_contacts(shop, caller):
    ana, eva = contact(shop), contact(shop, phone="612345679")
    api = caller()
    status, made = api.ask("post", "/lists/", {"name": "Amigos"})
    assert (status, made["size"]) == (201, 0)
    path = f"/lists/{made['id']}/"
    assert api.ask("post", f"{path}add/", {"contacts": [ana.pk, eva.pk]})[0] == 204
    assert api.ask("post", f"{path}remove/", {"contacts": [ana.pk]})[0] == 204
    assert api.ask("get", path)[1]["size"] == 1
    assert api.ask("patch", path, {"name": "Vecinos"})[1]["name"] == "Vecinos"
    assert api.ask("post", "/lists/", {"name": "Vecinos"})[0] == 409
    assert api.ask("delete", path)[0] == 204


def test_a_foreign_contact_can_not_be_put_on_a_list(shop, caller):
    stranger = contact(rows.organization())
    friends = services.create_list(organization=shop, name="Amigos")
    status, problem = caller().ask("post", f"/lists/{friends.pk}/add/", {"contacts": [stranger.pk]})
    assert (status, problem["errors"][0]["field"]) == (400, "contacts")
    assert not ListEntry.objects.exists()


def test_a_file_is_uploaded_and_accounted_for(shop, caller):
    api = caller()
    status, upload = api.upload(b"Tel,Nombre\n612345678,Ana\n12,Eva\n", list_name="Clientes")
    assert (status, upload["status"]) == (201, "pending")
    run_import(import_id=upload["id"])
    done = api.ask("get", f"/imports/{upload['id']}/")[1]
    assert (done["status"], done["imported"], done["rejected"]) == ("done", 1, 1)
    (row,) = api.ask("get", f"/imports/{upload['id']}/rejected/")[1]["results"]
    assert (row["row_number"], row["reason"], row["values"]) == (
        3,
        "phone_too_short",
        ["12", "Eva"],
    )
    assert row["explanation"]


def test_a_file_that_makes_no_sense_is_a_problem(shop, caller):
    status, problem = caller().upload(b"Nombre\nAna\n")
    assert (status, problem["code"]) == (400, "columns_no_phone")
    assert problem["errors"][0]["field"] == "file"
    assert caller().upload(b"Tel\n612345678\n", default_country="XX")[0] == 400
    assert caller().upload(b"Tel\n612345678\n", list=999999)[0] == 400
    assert caller().ask("post", "/imports/", {"file": "x"})[0] == 415


def test_numbers_are_suppressed_and_allowed_again(shop, caller):
    api = caller()
    status, made = api.ask("post", "/suppressions/", {"phone": "612345678", "reason": "no"})
    assert (status, made["e164"], made["source"]) == (201, PHONE, "api")
    assert len(api.ask("get", "/suppressions/?q=345")[1]["results"]) == 1
    assert api.ask("get", "/suppressions/?q=999")[1]["results"] == []
    assert api.ask("post", "/suppressions/", {"phone": "12"})[0] == 400
    assert api.ask("delete", f"/suppressions/{made['id']}/")[0] == 204


def test_a_global_suppression_is_not_theirs_to_lift(shop, caller):
    everywhere = services.suppress(organization=None, e164=PHONE, source="staff")
    assert caller().ask("delete", f"/suppressions/{everywhere.pk}/")[0] == 404
    assert Suppression.objects.exists()


# --- walls -----------------------------------------------------------------------------------


@pytest.fixture
def keys(shop):
    """A row of the shop for each route."""
    upload = services.create_import(
        organization=shop, file=io.BytesIO(b"Tel\n612345679\n12\n"), filename="a.csv", list_name="L"
    )
    run_import(import_id=upload.pk)
    return {
        "contacts": contact(shop).pk,
        "lists": upload.contact_list_id,
        "imports": upload.pk,
        "suppressions": services.suppress(organization=shop, e164=PHONE, source="staff").pk,
    }


HELD = ("contacts", "lists", "imports", "suppressions")
OURS = [(route, viewset) for route, viewset in ROUTES if route in HELD]
"""The others have tests of their own, as has what one may do with a row beyond reading and
writing it; that nobody else gets in is asked of every route by `tests/test_isolation.py`."""


def operations():
    """(route, path after it, method, permission) of everything that the API offers."""
    methods = {"list": "get", "retrieve": "get", "create": "post", "partial_update": "patch"}
    methods |= {"destroy": "delete", "add": "post", "remove": "post", "rejected": "get"}
    for route, viewset in OURS:
        for action, permission in viewset.permissions.items():
            if action not in methods:
                continue
            path = {"list": "/", "create": "/"}.get(action, "/{key}/")
            if action in ("add", "remove", "rejected"):
                path += f"{action}/"
            yield pytest.param(route, path, methods[action], permission, id=f"{route} {action}")


def census():
    models = (Contact, ContactList, ListEntry, Import, Suppression)
    return [list(model.objects.order_by("pk").values()) for model in models]


def ask(api, keys, route, path, method):
    body: dict[str, object] | None = {} if method in ("post", "patch") else None
    return api.ask(method, f"/{route}{path.format(key=keys[route])}", body)


@pytest.mark.parametrize(("route", "path", "method", "permission"), operations())
def test_a_stranger_gets_nothing(keys, route, path, method, permission):
    before = census()
    assert ask(Caller(None), keys, route, path, method)[0] in (401, 403)
    assert census() == before


@pytest.mark.parametrize(("route", "path", "method", "permission"), operations())
def test_a_foreign_row_does_not_exist(caller, keys, route, path, method, permission):
    before = census()
    status, answer = ask(caller(Role.OWNER, rows.organization()), keys, route, path, method)
    if "{key}" in path:
        assert status == 404
    elif method == "get":
        assert answer["results"] == []
    assert census() == before


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("route", "path", "method", "permission"), operations())
def test_each_role_may_what_the_table_says(caller, keys, role, route, path, method, permission):
    before = census()
    status, _answer = ask(caller(role), keys, route, path, method)
    if permission in PERMISSIONS[role]:
        assert status in (200, 201, 204, 400, 415)
    else:
        assert status == 403
        assert census() == before


@pytest.mark.parametrize("key", ["0", "9" * 30, "x", "1.5", "-1", "%00"])
@pytest.mark.parametrize("route", [route for route, _viewset in OURS])
def test_a_key_that_is_none_finds_nothing(caller, db, route, key):
    assert caller().client.get(f"{BASE}/{route}/{key}/").status_code == 404
