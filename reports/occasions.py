"""When a report that repeats is due, and which days it tells of. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.period import Period

_DAY = dt.timedelta(days=1)


class Every(models.TextChoices):
    """How often."""

    DAY = "day", _("Every day, of the day before")
    WEEK = "week", _("Every week, of the seven days before")
    MONTH = "month", _("On the first of each month, of the month before")


def next_time(
    every: str, *, at: dt.time, weekday: int, zone: str, after: dt.datetime
) -> dt.datetime:
    """The first occasion later than `after`, by the clock of a zone; `weekday` (0 is Monday)
    counts for weekly ones alone. A time that a clock leaps over comes as much later."""
    here = ZoneInfo(zone)
    day = after.astimezone(here).date()
    while True:
        moment = dt.datetime.combine(day, at, here).astimezone(dt.UTC)
        if moment > after and _falls_on(every, day, weekday):
            return moment
        day += _DAY


def period_before(every: str, day: dt.date) -> Period:
    """The days that a report of this day tells of: all of them are over."""
    last = day - _DAY
    if every == Every.WEEK:
        return Period(day - 7 * _DAY, last)
    if every == Every.MONTH:
        return Period(last.replace(day=1), last)
    return Period(last, last)


def _falls_on(every: str, day: dt.date, weekday: int) -> bool:
    if every == Every.WEEK:
        return day.weekday() == weekday
    return day.day == 1 if every == Every.MONTH else True
