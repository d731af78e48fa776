"""An agent is a draft until it is published, and a running campaign keeps what it began with."""

from decimal import Decimal

import pytest
from django.urls import reverse

from conversations.minds import mind_for
from conversations.models import Agent, AgentVersion
from conversations.selectors import pending_changes, steps_of
from conversations.services import create_agent, publish_agent, restore_version, update_agent
from conversations.versions import agent_for_call, content_of, fields_of
from lib.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(organization):
    return create_agent(organization=organization, name="Lucía", goal="Vender roscones")


def test_a_new_agent_is_published(made):
    assert made.published.number == 1
    assert pending_changes(made) == []


def test_a_change_waits_until_it_is_published(made):
    update_agent(agent=made, goal="Vender turrón")
    assert agent_for_call(made, None).goal == "Vender roscones"
    (change,) = pending_changes(made)
    assert change.lines == (("-", "Vender roscones"), ("+", "Vender turrón"))
    publish_agent(agent=made, note="Navidad")
    assert agent_for_call(made, None).goal == "Vender turrón"


def test_publishing_the_same_again_makes_no_version(made):
    assert publish_agent(agent=made).number == 1
    assert made.versions.count() == 1


def test_going_back_publishes_what_it_was(made):
    first = made.published
    update_agent(agent=made, goal="Vender turrón", max_minutes=3, tools=["note_fact"])
    publish_agent(agent=made)
    restored = restore_version(version=first)
    made.refresh_from_db()
    assert restored.number == 3
    assert restored.content == first.content
    assert (made.goal, made.max_minutes) == ("Vender roscones", 14)


def test_every_field_survives_its_version(made):
    update_agent(
        agent=made, max_cost=Decimal("0.35"), never_say="caviar\ngratis", provider="anthropic"
    )
    made.refresh_from_db()
    values = fields_of(content_of(made))
    assert all(getattr(made, name) == value for name, value in values.items())
    assert {"max_cost", "tools", "never_say"} <= set(values)


def test_an_agent_of_which_nothing_was_published_calls_by_its_draft(agent):
    assert agent_for_call(agent, None).goal == agent.goal


def test_the_mind_of_a_call_is_that_of_its_version(made, simulator):
    update_agent(
        agent=made,
        max_turns=7,
        never_say="gratis",
        tools=["transfer"],
        transfer_to="+34910000001",
        persona="Tranquila y breve",
    )
    publish_agent(agent=made)
    mind = mind_for(agent=agent_for_call(made, 2), contact=None, now=database_now())
    assert mind.limits.turns == 7
    assert "gratis" in mind.never
    assert {tool.name for tool in mind.tools} == {"end_call", "opt_out", "transfer"}
    assert mind.transfer_to == "+34910000001"
    assert "Tranquila y breve" in mind.prompt
    assert "transfer pasa la llamada" in mind.prompt
    assert "note_fact, cuando" not in mind.prompt


def test_steps_tell_what_changed(made):
    update_agent(agent=made, goal="Vender turrón")
    draft, first = steps_of(Agent.objects.get(pk=made.pk))
    assert draft.version is None and len(draft.changes) == 1
    assert first.is_published


def test_pages_publish_and_go_back(admin, made):
    update_agent(agent=made, goal="Vender turrón")
    page = admin.get(reverse("conversations:versions", args=[made.pk]))
    assert "Vender turrón" in page.content.decode()
    admin.post(reverse("conversations:publish", args=[made.pk]))
    assert AgentVersion.objects.count() == 2
    admin.post(reverse("conversations:restore", args=[made.pk, 1]))
    made.refresh_from_db()
    assert (made.goal, made.published.number) == ("Vender roscones", 3)


def test_only_who_may_edit_publishes(viewer, outsider, made):
    update_agent(agent=made, goal="Vender turrón")
    publish = reverse("conversations:publish", args=[made.pk])
    assert viewer.post(publish).status_code == 403
    assert outsider.post(publish).status_code == 404
    assert outsider.get(reverse("conversations:versions", args=[made.pk])).status_code == 404
    assert viewer.get(reverse("conversations:versions", args=[made.pk])).status_code == 200
    assert AgentVersion.objects.count() == 1


def test_the_api_publishes_lists_and_goes_back(admin, outsider, made):
    update_agent(agent=made, goal="Vender turrón")
    url = f"/api/v1/agents/{made.pk}"
    answer = admin.post(f"{url}/publish/", {"note": "Navidad"}, content_type="application/json")
    assert (answer.json()["number"], answer.json()["note"]) == (2, "Navidad")
    assert [each["number"] for each in admin.get(f"{url}/versions/").json()] == [2, 1]
    assert admin.post(f"{url}/versions/1/restore/").json()["number"] == 3
    assert admin.post(f"{url}/versions/99/restore/").status_code == 404
    assert outsider.post(f"{url}/publish/").status_code == 404
