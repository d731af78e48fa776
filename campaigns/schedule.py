"""When a person may be called: the campaign's hours by the clocks where that person is. Pure.

Where the number may be in several zones, the hours must hold in all of them at once. A zone that
is not known means that nobody is called.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

Windows = dict[str, list[list[str]]]
"""Weekday ("0" is Monday) → [["HH:MM", "HH:MM"], …]; "24:00" is midnight at the day's end."""

_STEP = dt.timedelta(minutes=15)
_HORIZON = dt.timedelta(days=15)


def default_windows() -> dict[str, Any]:
    """Mondays to Fridays, ten to two and five to eight: when a shop would call."""
    return {str(day): [["10:00", "14:00"], ["17:00", "20:00"]] for day in range(5)}


def is_open(windows: Windows, zones: tuple[str, ...], now: dt.datetime) -> bool:
    """Whether it is calling time in every one of the zones. No zone, no call."""
    return bool(zones) and all(_holds(windows, now.astimezone(ZoneInfo(zone))) for zone in zones)


def next_open(windows: Windows, zones: tuple[str, ...], now: dt.datetime) -> dt.datetime | None:
    """The first quarter of an hour from `now` on at which it is open in every zone.

    None when there is none within fifteen days (or no zone): nothing to wait for.
    """
    if is_open(windows, zones, now):
        return now
    moment = _next_quarter(now)
    while zones and moment <= now + _HORIZON:
        if is_open(windows, zones, moment):
            return moment
        moment += _STEP
    return None


def _holds(windows: Windows, local: dt.datetime) -> bool:
    clock = local.strftime("%H:%M")
    return any(start <= clock < end for start, end in windows.get(str(local.weekday()), []))


def _next_quarter(now: dt.datetime) -> dt.datetime:
    floor = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return floor + _STEP
