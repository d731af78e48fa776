"""The business's own tools, memories and appointments: pages, API, and what stays secret."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from accounts.permissions import Role
from conversations.memory import remember
from conversations.models import Appointment, Endpoint, Memory
from conversations.privacy import CONVERSATIONS
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db

TOOL = {
    "name": "check_stock",
    "description": "How many there are.",
    "url": "https://93.184.216.34/stock",
    "parameters": '{"product": {"type": "string", "required": true}}',
    "timeout": 5,
}


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def browser(shop):
    return rows.browser(shop)


@pytest.fixture
def person(shop):
    return rows.contact(shop, name="Ana")


def booked(shop, person, **fields):
    starts = database_now() + dt.timedelta(days=1)
    return Appointment.objects.create(
        organization=shop,
        contact=person,
        starts_at=starts,
        ends_at=starts + dt.timedelta(minutes=30),
        about="Revisión",
        **fields,
    )


def agent_page(agent):
    return reverse("conversations:detail", args=[agent.pk])


# --- tools ---------------------------------------------------------------------------------------


def test_a_tool_is_made_changed_and_removed_on_its_page(browser, shop):
    page = browser.post(reverse("conversations:tool_create"), TOOL, follow=True).content.decode()
    tool = Endpoint.objects.get()
    assert tool.secret.reveal() in page  # this once
    assert tool.secret.reveal() not in browser.get(reverse("conversations:tools")).content.decode()
    edit = reverse("conversations:tool_edit", args=[tool.pk])
    browser.post(edit, TOOL | {"timeout": 9})
    tool.refresh_from_db()
    assert (tool.timeout, tool.parameters["product"]["type"]) == (9, "string")
    before = tool.secret.reveal()
    browser.post(reverse("conversations:tool_renew", args=[tool.pk]))
    tool.refresh_from_db()
    assert tool.secret.reveal() != before
    browser.post(reverse("conversations:tool_delete", args=[tool.pk]))
    assert not Endpoint.objects.exists()


def test_an_agent_is_given_a_tool_in_its_form(browser, shop):
    browser.post(reverse("conversations:tool_create"), TOOL)
    agent = rows.agent(shop)
    edit = reverse("conversations:edit", args=[agent.pk])
    form = browser.get(edit).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    browser.post(edit, sent | {"tools": ["note_fact", "check_stock"]})
    agent.refresh_from_db()
    assert agent.tools == ["note_fact", "check_stock"]
    assert "check_stock" in browser.get(agent_page(agent)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://93.184.216.34/x"}, "url"),
        ({"url": "https://127.0.0.1/x"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"name": "end_call"}, "name"),
        ({"parameters": {"a": {"type": "file"}}}, "parameters"),
        ({"timeout": 60}, "timeout"),
    ],
)
def test_a_tool_that_must_not_be_is_refused(browser, wrong, field):
    wish = TOOL | {"parameters": {}} | wrong
    answer = browser.post("/api/v1/tools/", wish, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].startswith(field)


def test_the_api_tells_a_secret_once(browser):
    wish = TOOL | {"parameters": {}}
    made = browser.post("/api/v1/tools/", wish, content_type="application/json").json()
    tool = Endpoint.objects.get()
    assert made["secret"] == tool.secret.reveal()
    assert "secret" not in browser.get(f"/api/v1/tools/{tool.pk}/").json()
    renewed = browser.post(f"/api/v1/tools/{tool.pk}/renew/").json()["secret"]
    tool.refresh_from_db()
    assert renewed == tool.secret.reveal() != made["secret"]


def test_in_the_database_a_secret_is_sealed(browser):
    wish = TOOL | {"parameters": {}}
    secret = browser.post("/api/v1/tools/", wish, content_type="application/json").json()["secret"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM conversations_endpoint")
        assert secret.encode() not in bytes(cursor.fetchone()[0])


# --- memory --------------------------------------------------------------------------------------


def test_what_is_remembered_is_changed_and_forgotten_on_the_persons_page(browser, person):
    browser.post(reverse("conversations:memory_add", args=[person.pk]), {"text": "Tiene un perro"})
    kept = Memory.objects.get()
    page = reverse("contacts:detail", args=[person.pk])
    assert "Tiene un perro" in browser.get(page).content.decode()
    change = reverse("conversations:memory_change", args=[kept.pk])
    browser.post(change, {"text": "Tiene dos perros"})
    kept.refresh_from_db()
    assert kept.text == "Tiene dos perros"
    assert browser.post(change, {"text": " "}).status_code == 302  # told, and nothing changed
    browser.post(reverse("conversations:memory_forget", args=[kept.pk]))
    assert not Memory.objects.exists()


def test_who_may_only_look_changes_nothing(shop, person):
    kept = remember(contact=person, text="Tiene un perro")
    viewer = rows.browser(shop, Role.VIEWER)
    page = viewer.get(reverse("contacts:detail", args=[person.pk])).content.decode()
    assert "Tiene un perro" in page and "memory_forget" not in page
    forget = reverse("conversations:memory_forget", args=[kept.pk])
    assert viewer.post(forget).status_code == 403


def test_the_api_of_memories(browser, person):
    wish = {"contact": person.pk, "text": "Prefiere la tarde", "kind": "preference"}
    made = browser.post("/api/v1/memories/", wish, content_type="application/json").json()
    listed = browser.get("/api/v1/memories/", {"contact": person.pk}).json()["results"]
    assert [each["text"] for each in listed] == ["Prefiere la tarde"]
    url = f"/api/v1/memories/{made['id']}/"
    changed = browser.patch(url, {"text": "Prefiere la mañana"}, content_type="application/json")
    assert changed.json()["text"] == "Prefiere la mañana"
    assert browser.delete(url).status_code == 204
    stranger = rows.contact(rows.organization())
    foreign = wish | {"contact": stranger.pk}
    refused = browser.post("/api/v1/memories/", foreign, content_type="application/json")
    assert refused.status_code == 400


def test_it_goes_out_and_away_with_the_person(shop, person):
    remember(contact=person, text="Tiene un perro")
    booked(shop, person)
    told = CONVERSATIONS.export(person)
    assert told["remembered"][0]["text"] == "Tiene un perro"
    assert told["appointments"][0]["about"] == "Revisión"
    assert CONVERSATIONS.erase(person) == 2
    assert not Memory.objects.exists() and not Appointment.objects.exists()


# --- appointments --------------------------------------------------------------------------------


def test_an_appointment_is_shown_and_canceled(browser, shop, person):
    meeting = booked(shop, person)
    assert "Revisión" in browser.get(reverse("conversations:appointments")).content.decode()
    browser.post(reverse("conversations:appointment_cancel", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.status == Appointment.Status.CANCELED


def test_the_api_of_appointments(browser, shop, person):
    meeting = booked(shop, person)
    found = browser.get("/api/v1/appointments/", {"status": "booked"}).json()["results"]
    assert [each["id"] for each in found] == [meeting.pk]
    canceled = browser.post(f"/api/v1/appointments/{meeting.pk}/cancel/")
    assert canceled.json()["status"] == "canceled"
    assert browser.post(f"/api/v1/appointments/{meeting.pk}/cancel/").status_code >= 400
