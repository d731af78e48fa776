"""The story of a call."""

import datetime as dt

import pytest
from django.utils import translation

from calls.models import Call
from calls.story import story_of
from tests import rows

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def call():
    made = rows.call(rows.organization(), sent_at=NOON, gate={"version": "1"})
    Call.objects.filter(pk=made.pk).update(created_at=NOON - dt.timedelta(seconds=1))
    made.refresh_from_db()
    return made


def told(call, status, *, at, delay=0, key=""):
    event = call.events.create(source="callback", key=key or status, status=status, occurred_at=at)
    call.events.filter(pk=event.pk).update(received_at=at + dt.timedelta(seconds=delay))


def labels(call):
    return [str(moment.label) for moment in story_of(call).moments]


def test_it_is_told_in_the_order_in_which_it_happened(call):
    told(call, "completed", at=NOON + dt.timedelta(seconds=60))
    told(call, "ringing", at=NOON + dt.timedelta(seconds=2))
    assert labels(call) == ["Planned", "Sent to the phone provider", "Ringing", "Ended"]


def test_a_report_that_came_late_says_so(call):
    told(call, "ringing", at=NOON, delay=600)
    assert story_of(call).moments[-1].detail == "told by the phone provider, 600 s later"


def test_an_end_that_nobody_reported_is_told_too(call):
    call.status, call.ended_at = "expired", NOON + dt.timedelta(minutes=5)
    assert labels(call)[-1] == "Never sent"


def test_it_says_by_which_rules_it_was_allowed(call):
    assert "version 1" in story_of(call).moments[0].detail


def test_words_bear_their_time_and_the_wait_before_them(call):
    call.turns.create(
        number=1, role="agent", text="Hola", said_at_ms=125_900, latency_ms={"total": 1234.5}
    )
    call.turns.create(number=2, role="person", text="Sí", said_at_ms=130_000)
    agent, person = story_of(call).lines
    assert [agent.clock, agent.wait, agent.is_agent] == ["2:05", "1.2", True]
    assert [person.clock, person.wait, person.is_agent] == ["2:10", "", False]
