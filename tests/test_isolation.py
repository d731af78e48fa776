"""The wall between organisations, held against every route that there is.

Every route × everybody who may ask × an id of their own and one of somebody else's. A route that
declares no permission, or takes an id of which this file does not know the row, fails: whoever
adds one says here what it is.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from accounts.access import access_of
from accounts.models import Membership
from accounts.permissions import ANYONE, PERMISSIONS, Role
from callsys.api.urls import router
from tests.neighbours import FOREIGN, House
from tests.routes import Route, all_routes

pytestmark = [pytest.mark.django_db, pytest.mark.early]
ANYBODY = {
    "", "health", "metrics", "theme/", "language/", "api/schema/", "api/docs/",
}  # fmt: skip
"""No sign-in: pages without anything of an organisation."""
PERSONAL = {
    "styleguide/",
    "accounts/profile/",
    "accounts/organizations/",
    "accounts/organizations/new/",
    "accounts/organizations/<organization_id>/switch/",
    "accounts/organizations/<organization_id>/leave/",
    "campaigns/emergency/",
}
"""Sign-in, but no organisation: they are about the person, or staff."""
SHARED = {"voices/<voice>/preview/", "voices/<voice>/forget/"}
"""An id of the voice provider's, the same for every organisation (`audio/tests/test_pages.py`)."""
OTHERS = ("accounts/", "webhooks/", "sound/", "metrics")
"""django-allauth's own pages, what providers call or fetch (signed), and what Prometheus reads
(behind a token of its own): tested where it is."""

PEOPLE = ["stranger", "newcomer", *Role]


def guarded() -> Iterator[Route]:
    """Every route that asks for a permission."""
    for route in all_routes():
        if route.path in ANYBODY | PERSONAL | SHARED or route.permission == ANYONE:
            continue
        if route.permission is None and route.path.startswith(OTHERS):
            continue
        yield route


@pytest.fixture
def house(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.USERSESSIONS_TRACK_ACTIVITY = False  # a sixth of the time of 2700 requests
    return House()


def test_every_route_says_what_it_asks_for():
    assert [str(route) for route in guarded() if route.permission is None] == []


def cells_of(route: Route, who: str) -> tuple[bool, ...]:
    """Whether the id is foreign, cell by cell: everybody tries a foreign one; that the address is
    good at all is seen by the owner's own."""
    if not route.parameters:
        return (False,)
    if "/advice/" in route.path:  # its last word is none that always stands
        return (True,)
    if route.parameters == ["provider"]:  # a provider's name is nobody's
        return (False,)
    return (True, False) if who == Role.OWNER else (True,)


WRITTEN_ANYWAY = {"django_session", "usersessions_usersession"}
"""About whoever asks, not about what is asked for."""


def expected(who: str, route: Route, is_foreign: bool) -> set[int]:
    """The statuses that are right."""
    if who == "stranger":
        return {401} if route.is_api else {302}
    if who == "newcomer":
        return {403} if route.is_api else {302}
    if route.permission not in PERMISSIONS[Role(who)]:
        return {403}
    if is_foreign:
        return {404, 400} if route.is_api and route.method != "get" else {404}
    fine = {200, 201, 202, 204, 302, 400, 409, 422}
    if route.method == "get":
        return fine
    return fine | ({415} if route.is_api else {403})  # a page may ask more of whoever writes


def test_every_route_for_everybody_and_every_id(house):
    """All cells of the matrix, each with its own and, where it takes one, a foreign id. Whoever is
    refused has changed nothing."""
    wrong, cells, writing = [], 0, 0
    for route in guarded():
        for who in PEOPLE:
            for is_foreign in cells_of(route, who):
                answer = house.ask(who, route, house.foreign if is_foreign else house.own)
                cells += 1
                if answer.status_code == 405:
                    continue  # a page that is only read, or only posted to
                asked = f"{route} by {who}, {'foreign' if is_foreign else 'own'} id"
                right = expected(who, route, is_foreign)
                written = house.written - WRITTEN_ANYWAY
                writing += bool(written)
                if answer.status_code not in right:
                    wrong.append(f"{asked}: {answer.status_code}")
                if written and 200 not in right:
                    wrong.append(f"{asked}: refused, and yet {written} changed")
                if answer.status_code == 302 and who in ("stranger", "newcomer"):
                    to = "login" if who == "stranger" else "organizations/new"
                    assert to in answer.headers["Location"], f"{route} by {who}"
                text = b"" if answer.streaming else answer.content
                if FOREIGN.encode() in text or b"else&#x27;s" in text:
                    wrong.append(f"{route} by {who} shows what belongs to somebody else")
    assert wrong == []
    assert cells > 400
    assert writing > 20  # whoever may, does: the eye that watches for writing sees


def test_a_person_neither_switches_to_nor_leaves_what_is_not_theirs(house):
    for path in sorted(path for path in PERSONAL if "<organization_id>" in path):
        route = Route(path, "post", None)
        assert house.ask(Role.OWNER, route, house.foreign).status_code == 404
        assert house.ask("stranger", route, house.foreign).status_code == 302


def bodies() -> Iterator[Any]:
    """What each operation takes, as the schema tells it."""
    generator = SchemaGenerator()
    generator._initialise_endpoints()
    for path, path_regex, method, view in generator._get_paths_and_endpoints():
        schema = view.schema
        schema.path, schema.path_regex, schema.method = path, path_regex, method
        taken = schema.get_request_serializer() if method in ("POST", "PATCH") else None
        if isinstance(taken, type):
            yield taken()
        elif taken is not None:
            yield taken


def test_no_body_may_name_what_belongs_to_somebody_else(house):
    """Every field of every serializer that takes an id chooses among one's own rows only."""
    request: Any = RequestFactory().get("/")
    request.access = access_of(Membership.objects.filter(organization=house.ours)[0])
    seen, wrong = 0, []
    for serializer in bodies():
        serializer._context = {"request": request}
        for name, field in getattr(serializer, "fields", {}).items():
            related = getattr(field, "child_relation", field)
            if not isinstance(related, serializers.RelatedField) or field.read_only:
                continue
            seen += 1
            choices: Any = related.get_queryset()
            if choices.filter(organization=house.theirs).exists():
                wrong.append(f"{type(serializer).__name__}.{name}")
    assert wrong == []
    assert seen >= 4


def test_no_filter_finds_what_belongs_to_somebody_else(house):
    wrong = []
    for prefix, viewset, _name in router.registry:
        filterset = getattr(viewset, "filterset_class", None)
        for name in filterset.base_filters if filterset else ():
            for number in house.foreign.values():
                url = f"/api/v1/{prefix}/?{name}={number}"
                answer = house.browsers[Role.OWNER].get(url)
                if answer.status_code not in (200, 400) or FOREIGN in answer.content.decode():
                    wrong.append(url)
    assert wrong == []
