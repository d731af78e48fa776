"""Campaigns that repeat, days without calls, other clocks, and how long it will take."""

import datetime as dt
from collections.abc import Callable

import pytest

from campaigns.forecast import Pace, forecast
from campaigns.models import Campaign
from campaigns.recurrence import (
    begin_occurrence,
    recurrence_of,
    repeat_campaign,
    stop_repeating,
)
from campaigns.timetable import ANY_DAY, is_calling_time, windows_for_people
from conftest import World
from lib.errors import InvalidInput

Make = Callable[..., Campaign]
WEEKDAYS = {str(day): [["10:00", "14:00"]] for day in range(5)}
SATURDAY = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_a_campaign_begins_anew_on_its_days(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=3)
    repeat_campaign(campaign=campaign, days=[0, 6], at=dt.time(9, 30))
    task = recurrence_of(campaign)
    assert task is not None
    assert (task.crontab.hour, task.crontab.minute) == ("9", "30")
    assert task.crontab.day_of_week == "1,0"  # cron's week begins on Sunday, with 0
    assert str(task.crontab.timezone) == campaign.organization.time_zone
    stop_repeating(campaign=campaign)
    assert recurrence_of(campaign) is None


@pytest.mark.django_db(transaction=True)
def test_two_beats_make_one_occurrence(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=3, max_concurrent=7)
    copy = begin_occurrence(campaign.pk)
    assert begin_occurrence(campaign.pk) is None
    assert copy is not None
    assert (copy.status, copy.max_concurrent) == (Campaign.Status.RUNNING, 7)
    assert copy.targets.count() == 3


@pytest.mark.django_db
def test_on_a_day_off_it_does_not_call(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=1, days_off=["2026-12-25"])
    assert is_calling_time(campaign, dt.datetime(2026, 12, 24, 12, tzinfo=dt.UTC))
    assert not is_calling_time(campaign, dt.datetime(2026, 12, 25, 12, tzinfo=dt.UTC))


@pytest.mark.django_db
def test_it_may_keep_its_own_clock_but_wakes_nobody(simulator: World, make_campaign: Make):
    campaign = make_campaign(people=1, time_zone="America/Bogota", windows=WEEKDAYS)
    monday = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    assert not is_calling_time(campaign, monday.replace(hour=11))  # 06:00 in Bogotá
    assert is_calling_time(campaign, monday.replace(hour=16))
    assert windows_for_people(campaign) == ANY_DAY


@pytest.mark.django_db
@pytest.mark.parametrize("choices", [{"time_zone": "Mars/Olympus"}, {"days_off": ["25/12"]}])
def test_what_cannot_be_read_is_refused(simulator: World, make_campaign: Make, choices):
    with pytest.raises(InvalidInput):
        make_campaign(people=1, **choices)


def _forecast(people: int, *, per_minute: float, days_off: list[str] | None = None):
    return forecast(
        people=people,
        pace=Pace(calls_per_minute=per_minute, calls_per_person=1.5),
        windows=WEEKDAYS,
        zone="UTC",
        days_off=days_off or [],
        now=SATURDAY,
    )


def test_a_forecast_counts_only_the_hours_and_the_tries():
    # 4 hours a day at 1 a minute are 240 calls, which settle 160 people.
    assert _forecast(160, per_minute=1.0) == dt.datetime(2026, 11, 23, 14, tzinfo=dt.UTC)
    tuesday = dt.datetime(2026, 11, 24, 14, tzinfo=dt.UTC)
    assert _forecast(320, per_minute=1.0) == tuesday
    off = _forecast(160, per_minute=1.0, days_off=["2026-11-23"])
    assert off == tuesday


def test_what_takes_longer_than_months_is_not_foretold():
    assert _forecast(10_000_000, per_minute=1.0) is None
    assert _forecast(1, per_minute=0.0) is None
