"""The pages of calls."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from calls.lifecycle import Status
from calls.models import Outcome
from conversations.models import Effect
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def browser(shop):
    return rows.browser(shop, Role.VIEWER)


def shown(browser, **query):
    page = browser.get(reverse("calls:list"), query).context["page"]
    return [call.pk for call in page.rows]


def text_of(response):
    return re.sub(r"<[^>]*>|\s+", " ", response.content.decode())


def test_calls_are_narrowed_by_state_outcome_agent_and_number(browser, shop):
    ringing = rows.call(shop, status="ringing")
    done = rows.call(shop, outcome=Outcome.GOAL_MET)
    refused = rows.call(shop, status="refused", outcome=Outcome.NOT_PLACED)
    assert shown(browser) == [refused.pk, done.pk, ringing.pk]
    assert shown(browser, group="active") == [ringing.pk]
    assert shown(browser, group="ended") == [done.pk]
    assert shown(browser, group="not_placed") == [refused.pk]
    assert shown(browser, outcome="goal_met") == [done.pk]
    assert shown(browser, agent=done.agent_id) == [done.pk]
    assert shown(browser, number=done.to_number[:12]) == [done.pk]


def test_a_filter_that_can_not_be_read_filters_nothing(browser, shop):
    call = rows.call(shop)
    assert shown(browser, group="x", outcome="y", agent="9" * 30, before="z") == [call.pk]


def test_all_are_reached_page_by_page(browser, shop):
    person, agent, trunk = rows.contact(shop), rows.agent(shop), rows.trunk()
    made = [rows.call(shop, contact=person, agent=agent, trunk=trunk).pk for _ in range(60)]
    first = shown(browser)
    rest = shown(browser, before=first[-1])
    assert first + rest == made[::-1]
    assert shown(browser, after=rest[0]) == first


def test_while_filtering_only_the_list_is_sent(browser, shop):
    rows.call(shop)
    part = browser.get(reverse("calls:list"), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "<table" in part.content.decode()


def test_more_calls_cost_no_more_queries(browser, shop):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("calls:list"))
        return len(queries)

    rows.call(shop)
    cost()
    few = cost()
    for _ in range(20):
        rows.call(shop)
    assert cost() == few


def test_a_call_shows_what_was_said_and_what_happened(browser, shop):
    call = rows.call(
        shop, outcome=Outcome.GOAL_MET, summary="Encarga uno.", error_code="", duration=75
    )
    call.turns.create(number=1, role="agent", text="¿Le reservo uno?", said_at_ms=61_200)
    call.turns.create(
        number=2, role="agent", text="Cla", said_at_ms=70_000, interrupted=True,
        latency_ms={"total": 640},
    )  # fmt: skip
    call.events.create(source="callback", key="1", status="in_progress", occurred_at=database_now())
    page = text_of(browser.get(reverse("calls:detail", args=[call.pk])))
    for said in (
        "¿Le reservo uno?",
        "1:01",
        "(interrupted)",
        "after 0.6 s",
        "Encarga uno.",
        "1:15",
    ):
        assert said in page
    assert "Goal met" in page
    assert "told by the phone provider" in page


def test_an_error_is_said_in_plain_words(browser, shop):
    call = rows.call(shop, status="failed", outcome=Outcome.FAILED, error_code="13227")
    page = text_of(browser.get(reverse("calls:detail", args=[call.pk])))
    assert "The phone account may not call this country." in page


def test_what_was_said_is_never_markup(browser, shop):
    call = rows.call(shop, summary="<script>1</script>")
    call.turns.create(number=1, role="person", text="<img src=x onerror=1>", said_at_ms=0)
    content = browser.get(reverse("calls:detail", args=[call.pk])).content.decode()
    assert "<script>1" not in content
    assert "<img" not in content


@pytest.mark.parametrize("status", list(Status))
def test_it_can_be_seen_in_every_state(browser, shop, status):
    call = rows.call(shop, status=status)
    content = browser.get(reverse("calls:detail", args=[call.pk])).content.decode()
    follows = reverse("calls:live", args=[call.pk]) in content
    assert follows is (status in {"intent", "sending", "unknown", "queued", "ringing"} | {
        "in_progress"
    })  # fmt: skip


def test_other_calls_to_the_person_are_beside_it(browser, shop):
    call = rows.call(shop)
    other = rows.call(shop, contact=call.contact, outcome=Outcome.BUSY)
    content = browser.get(reverse("calls:detail", args=[call.pk])).content.decode()
    assert reverse("calls:detail", args=[other.pk]) in content


def test_a_call_whose_contact_was_deleted_is_still_shown(browser, shop):
    person = rows.contact(shop)
    call = rows.call(shop, contact=person)
    person.delete()
    assert call.to_number in text_of(browser.get(reverse("calls:detail", args=[call.pk])))
    assert shown(browser) == [call.pk]


@pytest.mark.parametrize("name", ["detail", "live"])
def test_a_call_of_others_does_not_exist(browser, name):
    theirs = rows.call(rows.organization())
    assert browser.get(reverse(f"calls:{name}", args=[theirs.pk])).status_code == 404
    assert shown(browser) == []


@pytest.mark.parametrize(("name", "args"), [("list", []), ("detail", [1]), ("live", [1])])
def test_strangers_are_sent_to_sign_in(client, name, args):
    assert reverse("account_login") in client.get(reverse(f"calls:{name}", args=args))["Location"]


def test_a_persons_page_shows_what_was_written_to_them_and_agreed_with_them(browser, shop):
    call = rows.call(shop)
    other = rows.call(shop, contact=rows.contact(shop))
    for scope, text, result in (
        (call.pk, "Su pedido está listo", "Sent."),
        (call.pk, "Hasta mañana", "Error. There is no way to write to this person."),
        (other.pk, "Para otra persona", "Sent."),
    ):
        Effect.objects.create(
            organization=shop, key=text, scope=f"call:{scope}", tool="send_message",
            status="done", arguments={"text": text}, result=result,
        )  # fmt: skip
    starts = database_now()
    shop.appointments.create(
        contact=call.contact, starts_at=starts, ends_at=starts, about="Revisión del coche"
    )
    page = browser.get(reverse("contacts:detail", args=[call.contact_id]))
    told = " ".join(text_of(page).split())
    assert "Su pedido está listo" in told and "Para otra persona" not in told
    assert told.count("Not sent") == 1
    assert "Revisión del coche Booked" in told
    assert "Cancel it" not in told, "a viewer only looks"
