"""What people are told of their campaigns."""

import datetime as dt

import pytest
from django.utils import translation

from campaigns.alerts import tell_missed_promises
from campaigns.models import Promise
from campaigns.promises import Kept, counted_promises, kept
from campaigns.services import close_finished, start_scheduled
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def shop():
    return rows.organization()


def test_a_campaign_that_ends_says_how_far_it_came(shop):
    campaign = rows.campaign(shop, name="Roscones", status="running")
    rows.target(campaign, state="done")
    close_finished(now=database_now())
    assert str(shop.notices.get()) == "Roscones has ended: 1 of 1 people settled."


def test_a_campaign_that_could_not_begin_says_why(shop, settings):
    settings.OPENAI_API_KEY = "a-key"
    rows.campaign(shop, status="scheduled", starts_at=database_now() - dt.timedelta(hours=1))
    start_scheduled(now=database_now())
    assert "could not begin" in str(shop.notices.get())


def test_a_promise_that_nobody_kept_is_told_once(shop):
    target = rows.called_target(rows.campaign(shop, name="Roscones"))
    now = database_now()
    for ago in (dt.timedelta(minutes=5), dt.timedelta(hours=1), dt.timedelta(days=3)):
        Promise.objects.create(
            target=target,
            made_on=rows.call(shop),
            promised_at=now - ago,
        )
    assert tell_missed_promises(now=now) == 1  # of five minutes ago there is still hope
    assert tell_missed_promises(now=now) == 0


def test_promises_are_counted_by_what_became_of_them(shop):
    campaign = rows.campaign(shop)
    target, now = rows.called_target(campaign), database_now()
    hour, minute = dt.timedelta(hours=1), dt.timedelta(minutes=1)
    for promised, called in (
        (now - hour, now - hour + minute),
        (now - hour, now),
        (now - hour, None),
        (now + hour, None),
        (now - minute, None),
    ):
        Promise.objects.create(
            target=target, made_on=rows.call(shop), promised_at=promised, called_at=called
        )
    counts = counted_promises(campaign, now=now)
    assert counts == {Kept.KEPT: 1, Kept.LATE: 1, Kept.BROKEN: 1, Kept.COMING: 2}
    each = [kept(promise, now=now) for promise in Promise.objects.all()]
    assert {state: each.count(state) for state in Kept} == counts
