"""A call that is over is looked at once, and what was proven is remembered."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Organization
from calls.findings import find_out
from calls.models import Turn
from calls.privacy import erase
from calls.selectors import findings_of
from conversations.memory import memories_of
from conversations.models import Analysis, Effect
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db

WANTED = [
    {"name": "pedido", "kind": "text", "question": "What they ordered", "required": False},
    {"name": "cantidad", "kind": "number", "question": "How many", "required": True},
]


@pytest.fixture
def call(organization, agent, simulator):
    made = rows.call(
        organization,
        agent=agent,
        outcome="goal_met",
        ended_at=database_now() - dt.timedelta(minutes=1),
        context={"extract": WANTED},
    )
    for number, role, text in (
        (1, "agent", "¿Quiere un roscón?"),
        (2, "person", "Sí, quiero dos roscones."),
    ):
        Turn.objects.create(call=made, number=number, role=role, text=text, said_at_ms=number * 900)
    return made


@pytest.mark.parametrize("provider", ["openai", "gemini", "anthropic"])
def test_each_value_stands_with_its_turn_and_second(call, agent, provider):
    agent.provider = provider
    agent.save()
    assert find_out() == 1
    found = findings_of(call)
    assert found is not None
    assert found.fields["pedido"]["turn"] == 2
    assert found.fields["pedido"]["second"] == 1.8
    assert found.outcome["turn"] == 2
    assert found.sentiments == {"2": "neutral"}


def test_it_is_looked_at_once_and_remembered(call):
    find_out()
    assert find_out() == 0
    assert Analysis.objects.count() == 1
    texts = [memory.text for memory in memories_of(call.contact)]
    assert "pedido: Sí, quiero dos roscones." in texts


def test_a_model_that_fails_is_asked_again_later(call, simulator):
    simulator.post("faults", {"kind": "model_malformed", "count": 1})
    assert find_out() == 0
    assert find_out() == 1


def test_nothing_is_found_where_nobody_spoke(call):
    call.turns.filter(role="person").delete()
    assert find_out() == 0


def test_the_page_shows_it_and_how_people_felt(call, organization):
    Turn.objects.create(
        call=call, number=3, role="person", text="Quiero hablar con una persona", said_at_ms=5000
    )
    find_out()
    page = rows.browser(organization).get(reverse("calls:detail", args=[call.pk]))
    body = page.content.decode()
    assert "badge danger" in body
    assert "findings-title" in body


def test_page_and_api_tell_each_value_with_its_proof(call, organization):
    Organization.objects.filter(pk=organization.pk).update(language="en")
    find_out()
    browser = rows.browser(organization)
    body = browser.get(reverse("calls:detail", args=[call.pk])).content.decode()
    assert "What they ordered" in body
    assert "not found out" in body  # how many: nobody said a figure
    told = browser.get(f"/api/v1/calls/{call.pk}/").json()["findings"]
    assert told["sentiment"]["turn"] == 2
    assert {mark["turn"] for mark in told["marks"]} == {2}
    ordered, many = told["extracted"]
    assert (ordered["name"], ordered["second"]) == ("pedido", 1.8)
    assert (many["value"], many["turn"]) == ("", None)


def test_what_was_found_goes_away_with_the_person(call, organization):
    scope = f"call:{call.pk}"
    Analysis.objects.create(organization=organization, scope=scope, summary="Quiere pan.")
    Effect.objects.create(
        organization=organization, key="k", scope=scope, tool="x", arguments={"a": "b"}
    )
    erase(call.contact)
    assert not Analysis.objects.exists()
    assert Effect.objects.get().arguments == {}
