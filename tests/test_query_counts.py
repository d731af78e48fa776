"""No page and no list of the API asks the database more often because it shows more rows."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import ANYONE, Role
from calls.models import Turn
from campaigns.models import Campaign, Promise
from contacts.models import Contact, ContactList, Import, RejectedRow, Suppression
from conversations.models import Endpoint
from reports.models import ScheduledReport, SentReport
from tests import rows
from tests.neighbours import ROWS, House
from tests.routes import Route, all_routes

pytestmark = pytest.mark.django_db

FEW, MANY = 5, 25

ONLY_ONE = {
    "organizations", "providers", "credentials", "setup", "advice", "audit", "suppressions",
    "recordings", "tools",
}  # fmt: skip
"""Kinds of which an organisation has one, or that come of others, or are made below by another
name or number each."""

UNGUARDED = "accounts/organizations/"
"""The one list that asks for no permission: where one works."""


@pytest.fixture
def house(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return House()


def asked(route: Route) -> bool:
    """Whether it is a page or a list of the API, not one row of it; what downloads is a stream of
    its own, and voices are the provider's."""
    return (
        route.method == "get"
        and not (route.is_api and route.path.endswith(">/"))
        and (route.permission not in {None, ANYONE} or route.path == UNGUARDED)
        and not route.path.startswith("voices/<")
        and not route.path.endswith((".csv", ".xlsx", ".pdf", ".json"))
    )


def grow(house: House, numbers: Iterable[int]) -> None:
    """A row more of each kind for each of the numbers, and below the first of each."""
    shop, owner = house.ours, house.people[Role.OWNER]
    campaign = Campaign.objects.get(pk=house.own["campaigns"])
    contact = Contact.objects.get(pk=house.own["contacts"])
    contact_list = ContactList.objects.get(pk=house.own["lists"])
    source = Import.objects.get(pk=house.own["imports"])
    report = ScheduledReport.objects.get(pk=house.own["scheduled"])
    for number in numbers:
        shop.name = f"Row {number}"  # what the rows are named by, and some must differ in
        for kind in ROWS.keys() - ONLY_ONE:
            ROWS[kind](shop)
        Endpoint.objects.create(organization=shop, name=f"tool_{number}", url="https://x.example/")
        Suppression.objects.create(organization=shop, e164=f"+34999000{number:03}", source="staff")
        target = rows.called_target(campaign, outcome="goal_met")
        contact_list.contacts.add(target.contact)
        rows.call(shop, contact=contact)
        promised = rows.call(shop)
        Promise.objects.create(target=target, made_on=promised, promised_at=timezone.now())
        Turn.objects.create(
            call_id=house.own["calls"], number=number, role="agent", text="¿Sí?", said_at_ms=0
        )
        RejectedRow.objects.create(source=source, row_number=number, reason="no_phone")
        SentReport.objects.create(
            report=report, since="2026-01-01", until="2026-01-01", recipients=[str(number)]
        )
        Membership.objects.create(user=owner, organization=rows.organization(), role=Role.OWNER)


def queries(house: House, routes: list[Route]) -> dict[Route, list[str]]:
    """What each route that answers asks the database, with nothing in the cache."""
    found = {}
    for route in routes:
        cache.clear()
        statements: list[str] = []

        def note(execute: Any, sql: str, *rest: Any, statements: list[str] = statements) -> Any:
            statements.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            answer = house.ask(Role.OWNER, route, house.own)
        if answer.status_code == 200:
            found[route] = statements
    return found


def test_more_rows_ask_no_more_queries(house):
    grow(house, range(FEW))
    few = queries(house, [route for route in all_routes() if asked(route)])
    grow(house, range(FEW, MANY))
    many = queries(house, list(few))
    assert len(few) > 80
    assert few.keys() == many.keys()
    worse = {
        str(route): (len(few[route]), len(many[route]), many[route][-3:])
        for route in few
        if len(many[route]) > len(few[route])
    }
    assert worse == {}
