"""The wallboard: what is on the line, within which limits, and what a person may do about it."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.access import Access
from accounts.permissions import EVERY_PERMISSION, Role
from calls.models import Call
from campaigns.ledger import State
from lib.clock import database_now
from reports.operations import operations
from reports.tests.test_pages import text_of
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization(time_zone="UTC", is_rehearsal=True)


@pytest.fixture
def campaign(shop):
    return rows.campaign(shop, status="running")


@pytest.fixture(autouse=True)
def _nothing_is_kept():
    cache.clear()


def talking(campaign, **said: Any):
    now = database_now()
    fields: dict[str, Any] = {"status": "in_progress", "sent_at": now, "answered_at": now} | said
    return rows.called_target(campaign, state=State.CALLING, **fields).call


def seen(shop, **chosen):
    access = Access(shop, None, EVERY_PERMISSION)
    now = database_now()
    return operations(access, now=now, today=now.date(), **chosen)


def test_those_who_talk_longest_come_first(shop, campaign):
    now = database_now()
    short = talking(campaign, answered_at=now - dt.timedelta(seconds=5))
    long = talking(campaign, answered_at=now - dt.timedelta(seconds=90))
    ringing = talking(campaign, status="ringing", answered_at=None)
    board = seen(shop)
    assert [line.call for line in board.lines] == [long, short, ringing]
    assert board.lines[0].seconds in {90, 91}
    assert [board.on_the_line, board.talking, board.placed_last_minute] == [3, 2, 3]
    assert board.lines[0].campaign == campaign


def test_calls_of_no_campaign_are_shown_too(shop):
    call = rows.call(shop, status="ringing", sent_at=database_now())
    assert [(line.call, line.campaign) for line in seen(shop).lines] == [(call, None)]


def test_it_counts_today_and_the_queue(shop, campaign):
    now = database_now()
    rows.called_target(campaign, outcome="goal_met", sent_at=now, answered_at=now)
    rows.called_target(campaign, outcome="busy", status="busy", sent_at=now)
    rows.target(campaign, next_attempt_at=now - dt.timedelta(seconds=1))
    rows.target(campaign, next_attempt_at=now + dt.timedelta(hours=1))
    board = seen(shop)
    assert [board.today.calls, board.today.reached, board.today.goals] == [2, 1, 1]
    assert board.due == 1


def test_problems_are_said_in_words_the_most_frequent_first(shop, campaign):
    for code in ("expired", "unreachable", "unreachable"):
        rows.called_target(campaign, status="failed", error_code=code)
    with translation.override("en"):
        faults = seen(shop).faults
    assert faults == [
        ("The phone provider could not be reached.", 2),
        ("The phone provider never received this call.", 1),
    ]


def test_it_is_narrowed_by_campaign_and_agent(shop, campaign):
    call = talking(campaign)
    other = rows.campaign(shop, status="running")
    talking(other)
    assert [line.call for line in seen(shop, campaign=campaign).lines] == [call]
    assert [line.call for line in seen(shop, agent=campaign.agent).lines] == [call]
    assert list(seen(shop, agent=campaign.agent).campaigns) == [campaign]


def test_it_costs_the_same_however_many_talk(shop, campaign):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            seen(shop)
        return len(queries)

    talking(campaign)
    one = cost()
    for _ in range(5):
        talking(rows.campaign(shop, status="running"))
    assert cost() == one


def test_the_page_shows_it_and_the_next_second_shows_what_changed(shop, campaign):
    browser = rows.browser(shop, Role.OPERATOR)
    call = talking(campaign, last_said="Sí, dígame.")
    address = reverse("operations:list")
    shown = text_of(browser.get(address))
    assert call.contact.name in shown
    assert "Sí, dígame." in shown
    Call.objects.update(status="completed")
    cache.clear()
    part = browser.get(address, headers={"HX-Request": "true"})
    assert call.contact.name not in text_of(part)
    assert "<html" not in part.text


def test_one_drawing_serves_all_who_see_the_same(shop, campaign):
    talking(campaign)
    browser, address = rows.browser(shop), reverse("operations:list")
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        browser.get(address, headers={"HX-Request": "true"})
    assert not [query for query in queries if "calls_call" in query["sql"]]


def test_nobody_sees_the_calls_of_others(shop, campaign):
    talking(campaign, contact=rows.contact(shop, name="Secret"))
    shown = rows.browser(rows.organization()).get(reverse("operations:list"))
    assert "Secret" not in text_of(shown)


def test_a_viewer_watches_and_can_not_hang_up(shop, campaign):
    call = talking(campaign)
    viewer = rows.browser(shop, Role.VIEWER)
    assert reverse("calls:hang_up", args=[call.pk]) not in viewer.get("/operations/").text
    assert viewer.post(reverse("calls:hang_up", args=[call.pk])).status_code == 403


def test_hanging_up_withdraws_what_was_not_sent_and_says_so(shop, campaign):
    call = talking(campaign, status="intent", answered_at=None)
    browser, address = rows.browser(shop, Role.OPERATOR), reverse("calls:hang_up", args=[call.pk])
    assert browser.post(address)["Location"] == reverse("calls:detail", args=[call.pk])
    call.refresh_from_db()
    assert call.status == "abandoned"


def test_hanging_up_from_the_board_answers_with_a_toast(shop, campaign):
    call = talking(campaign, provider_id="")
    browser, address = rows.browser(shop, Role.OPERATOR), reverse("calls:hang_up", args=[call.pk])
    answer = browser.post(address, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "just being placed" in answer["HX-Trigger"]


def test_a_call_of_others_can_not_be_hung_up(shop, campaign):
    call = talking(campaign)
    stranger = rows.browser(rows.organization())
    assert stranger.post(reverse("calls:hang_up", args=[call.pk])).status_code == 404
