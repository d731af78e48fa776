"""How long a campaign will take at its pace, within its hours. Pure."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lib.hours import Windows, is_open

STEP = dt.timedelta(minutes=15)
HORIZON = dt.timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Pace:
    """Calls a minute, and how many calls it takes to settle one person."""

    calls_per_minute: float
    calls_per_person: float = 1.0


def forecast(
    *,
    people: int,
    pace: Pace,
    windows: Windows,
    zone: str,
    days_off: list[str],
    now: dt.datetime,
) -> dt.datetime | None:
    """When the last of so many people will be settled; None where that is beyond four months.

    Looks at quarters of an hour: within the hours, so many calls are placed in each.
    """
    left = people * pace.calls_per_person
    each = pace.calls_per_minute * STEP.total_seconds() / 60
    moment = now
    while left > 0:
        if moment - now > HORIZON or each <= 0:
            return None
        off = moment.astimezone(ZoneInfo(zone)).date().isoformat() in days_off
        if not off and is_open(windows, (zone,), moment):
            if left <= each:
                return moment + STEP * (left / each)
            left -= each
        moment += STEP
    return moment
