"""Calling hours: whether it is time to call where a person is, and when it next will be. Pure.

Hours are read off the clock on the wall. Where a number may be in several zones they must hold in
all of them at once. A zone that is not known means that nobody is called.
"""

import datetime as dt
import heapq
import re
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput

Windows = dict[str, list[list[str]]]
"""Weekday ("0" is Monday) → [["HH:MM", "HH:MM"], …], the end not included. "24:00" is midnight at
the day's end; an end before its start lies on the next day."""

Closed = Callable[[dt.date], bool]
"""Whether nobody is called on a day, by the calendar where the person is."""

_HORIZON_DAYS = 15
_DAY = dt.timedelta(days=1)
_MIDNIGHT = 24 * 60
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def default_windows() -> dict[str, Any]:
    """Mondays to Fridays, ten to two and five to eight: when a shop would call."""
    return {str(day): [["10:00", "14:00"], ["17:00", "20:00"]] for day in range(5)}


def require_windows(windows: Any) -> Windows:
    """What was given, if it is well-formed hours with at least one open minute; InvalidInput."""
    if not isinstance(windows, dict) or not any(windows.values()):
        raise InvalidInput("hours_empty", _("Choose at least one stretch of calling hours."))
    well_formed = all(
        day in ("0", "1", "2", "3", "4", "5", "6")
        and isinstance(stretches, list)
        and all(_is_stretch(stretch) for stretch in stretches)
        for day, stretches in windows.items()
    )
    if not well_formed:
        raise InvalidInput(
            "hours_invalid", _("Calling hours are written like 09:00–14:00, by day of the week.")
        )
    return windows


def never_closed(date: dt.date) -> bool:
    """No day is a holiday."""
    return False


def intersect(*several: Windows) -> Windows:
    """The hours that lie within all of these; no stretch of them passes midnight. {} where there
    is none."""
    common = _by_day(several[0])
    for windows in several[1:]:
        others = _by_day(windows)
        common = {
            day: [
                (max(opens, other_opens), min(closes, other_closes))
                for opens, closes in stretches
                for other_opens, other_closes in others[day]
                if max(opens, other_opens) < min(closes, other_closes)
            ]
            for day, stretches in common.items()
        }
    return {
        str(day): [[_clock(opens), _clock(closes)] for opens, closes in sorted(stretches)]
        for day, stretches in common.items()
        if stretches
    }


def is_open(
    windows: Windows, zones: tuple[str, ...], now: dt.datetime, closed: Closed = never_closed
) -> bool:
    """Whether it is calling time in every one of the zones, and no holiday in any. No zone, no
    call."""
    return bool(zones) and all(
        not closed((here := now.astimezone(ZoneInfo(zone))).date()) and _holds(windows, here)
        for zone in zones
    )


def next_open(
    windows: Windows, zones: tuple[str, ...], now: dt.datetime, closed: Closed = never_closed
) -> dt.datetime | None:
    """The first instant from `now` on at which it is open in every zone, in UTC.

    None when there is none within fifteen days (or no zone): nothing to wait for.
    """
    if is_open(windows, zones, now, closed):
        return now.astimezone(dt.UTC)
    # All are open from the moment at which the last of them opens: only openings need a look.
    openings = heapq.merge(*(_openings(windows, ZoneInfo(zone), now) for zone in zones))
    return next(
        (moment for moment in openings if moment > now and is_open(windows, zones, moment, closed)),
        None,
    )


def _holds(windows: Windows, local: dt.datetime) -> bool:
    clock = local.hour * 60 + local.minute
    weekday = local.weekday()
    for start, end in windows.get(str(weekday), ()):
        opens, closes = _minutes(start), _minutes(end)
        if opens <= clock < closes or closes < opens <= clock:
            return True
    yesterday = windows.get(str((weekday - 1) % 7), ())
    return any(clock < _minutes(end) < _minutes(start) for start, end in yesterday)


def _openings(windows: Windows, zone: ZoneInfo, now: dt.datetime) -> Iterator[dt.datetime]:
    """Every instant, in order, at which a closed zone may open: starts and changes of clock."""
    today = now.astimezone(zone).date()
    for days in range(_HORIZON_DAYS + 1):
        date = today + dt.timedelta(days=days)
        moments = {
            dt.datetime.combine(
                date, dt.time(*divmod(_minutes(start), 60), fold=fold), zone
            ).astimezone(dt.UTC)
            for start, _end in windows.get(str(date.weekday()), ())
            for fold in (0, 1)  # a clock that is set back passes its start twice
        }
        moments.update(_clock_changes(zone, date))
        moments.add(_first_instant(zone, date))  # a holiday ends, hours may be under way
        yield from sorted(moments)


def _clock_changes(zone: ZoneInfo, date: dt.date) -> Iterator[dt.datetime]:
    """The instant of that local day at which the zone's offset changes, to the second."""
    low = dt.datetime.combine(date, dt.time(), zone).astimezone(dt.UTC)
    high = dt.datetime.combine(date + _DAY, dt.time(), zone).astimezone(dt.UTC)
    before = low.astimezone(zone).utcoffset()
    if high.astimezone(zone).utcoffset() == before:
        return
    while high - low > dt.timedelta(seconds=1):
        middle = low + dt.timedelta(seconds=(high - low) // dt.timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    yield high


def _first_instant(zone: ZoneInfo, date: dt.date) -> dt.datetime:
    """Of a local day: midnight, or what follows where the clock leaps over it."""
    midnight = dt.datetime.combine(date, dt.time(), zone).astimezone(dt.UTC)
    if midnight.astimezone(zone).date() == date:
        return midnight
    return next(_clock_changes(zone, date - _DAY), midnight)


def _by_day(windows: Windows) -> dict[int, list[tuple[int, int]]]:
    """Weekday → stretches of minutes, cut at midnight."""
    days: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
    for day, stretches in windows.items():
        for start, end in stretches:
            opens, closes = _minutes(start), _minutes(end)
            if opens < closes:
                days[int(day)].append((opens, closes))
            else:
                days[int(day)].append((opens, _MIDNIGHT))
                days[(int(day) + 1) % 7].append((0, closes))
    return days


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _is_stretch(stretch: Any) -> bool:
    if not (isinstance(stretch, list) and len(stretch) == 2):
        return False
    if not all(isinstance(clock, str) for clock in stretch):
        return False
    start, end = stretch
    return bool(
        _CLOCK.fullmatch(start) and (_CLOCK.fullmatch(end) or end == "24:00") and start != end
    )
