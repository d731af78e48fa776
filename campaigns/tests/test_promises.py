"""A time that was agreed on becomes a turn before all others, and whether it was kept is known."""

import datetime as dt
from collections.abc import Callable

import pytest

from calls.models import Call
from campaigns import dialer
from campaigns.ledger import State
from campaigns.models import Campaign, Priority, Promise
from campaigns.promises import Kept, kept, promises_of
from campaigns.settlement import settle_ended
from conftest import World
from lib.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Campaign]


def _end_with_promise(campaign: Campaign, at: dt.datetime) -> Call:
    """The one call of a campaign ends with a time that was agreed on."""
    while not Call.objects.exclude(status="abandoned").exists():
        dialer.tick()
    call = Call.objects.exclude(status="abandoned").latest("pk")
    Call.objects.filter(pk=call.pk).update(
        status="completed", outcome="callback", callback_at=at, ended_at=database_now()
    )
    settle_ended()
    return call


def test_a_promise_is_kept_by_the_call_at_its_time(simulator: World, make_campaign: Make):
    simulator.reset(everyone="no_answer", speed=0.01)
    campaign = make_campaign(people=1)
    at = database_now() + dt.timedelta(seconds=1)
    made_on = _end_with_promise(campaign, at)
    target = campaign.targets.get()
    assert (target.state, target.reason) == (State.WAITING, "callback")
    assert (target.priority, target.next_attempt_at) == (Priority.PROMISED, at)
    promise = Promise.objects.get()
    assert kept(promise, now=at - dt.timedelta(minutes=1)) is Kept.COMING
    assert kept(promise, now=at + dt.timedelta(hours=1)) is Kept.BROKEN

    while not Call.objects.filter(pk__gt=made_on.pk, status="queued").exists():
        dialer.tick()
    call = Call.objects.latest("pk")
    Call.objects.filter(pk=call.pk).update(status="busy", outcome="busy", ended_at=database_now())
    settle_ended()
    promise.refresh_from_db()
    assert promise.kept_by == call
    assert kept(promise, now=database_now()) is Kept.KEPT
    assert list(promises_of(campaign)) == [promise]
    assert campaign.targets.get().priority == Priority.USUAL


def test_one_that_was_kept_much_later_is_late():
    promised = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
    promise = Promise(promised_at=promised, called_at=promised + dt.timedelta(hours=2))
    assert kept(promise, now=promised + dt.timedelta(days=1)) is Kept.LATE
