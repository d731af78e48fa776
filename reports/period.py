"""Stretches of days: what a person chooses, and what it is compared with. Pure."""

import datetime as dt
from dataclasses import dataclass

PRESETS = (1, 7, 30, 90)
"""Days, today included."""

USUAL = 30
LONGEST = 731
"""Days that one report spans at most."""
_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to `until`, both included."""

    since: dt.date
    until: dt.date

    @property
    def length(self) -> int:
        """Its days."""
        return (self.until - self.since).days + 1

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last, as figures are asked for."""
        return self.since, self.until

    @property
    def previous(self) -> "Period":
        """As many days, just before."""
        return Period(self.since - dt.timedelta(self.length), self.since - dt.timedelta(1))

    def all_days(self) -> list[dt.date]:
        """Each day, in order."""
        return [self.since + dt.timedelta(number) for number in range(self.length)]


def period_of(
    since: dt.date | None, until: dt.date | None, *, today: dt.date, usual: int = USUAL
) -> Period:
    """What was chosen, in the right order and not endless; where nothing was, the last days."""
    last = until or max(today, since or today)
    first = since or max(last, _EARLIEST + dt.timedelta(usual)) - dt.timedelta(usual - 1)
    first, last = sorted(min(max(day, _EARLIEST), _LATEST) for day in (first, last))
    return Period(max(first, last - dt.timedelta(LONGEST - 1)), last)


def last_days(count: int, *, today: dt.date) -> Period:
    """The last `count` days, today included."""
    return Period(today - dt.timedelta(count - 1), today)
