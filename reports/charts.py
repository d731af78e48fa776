"""Charts as geometry: what a template draws as SVG inside the rows of a table. Pure.

Numbers are strings as SVG reads them, whatever the reader's language.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS

from lib.errors import Text
from reports.figures import Counts
from reports.period import Period


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its figure, its `share` of all in percent, and the width of its bar."""

    label: Text
    count: int
    share: int
    tone: str
    width: str


def bars_of(rows: Sequence[tuple[Text, int, str]]) -> tuple[Bar, ...]:
    """A bar for each (name, count, tone), in the order given; the longest fills its cell."""
    total = sum(count for _label, count, _tone in rows)
    most = max((count for _label, count, _tone in rows), default=0)
    return tuple(
        Bar(
            label=label,
            count=count,
            share=round(count * 100 / total) if total else 0,
            tone=tone,
            width=f"{count * 100 / most:.2f}%" if most else "0%",
        )
        for label, count, tone in rows
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One day of a chart: the heights, from below, of three figures that contain each other.

    In units of a drawing that is `HEIGHT` high and `COLUMN` wide a day.
    """

    day: dt.date
    counts: Counts
    x: int
    calls: int
    reached: int
    goals: int


HEIGHT, COLUMN = 160, 10


def columns_of(period: Period, days: Mapping[dt.date, Counts]) -> tuple[Column, ...]:
    """A column a day, the highest as high as the drawing."""
    most = max((counts.calls for counts in days.values()), default=0) or 1

    def height(count: int) -> int:
        return -(-count * HEIGHT // most)

    return tuple(
        Column(day, one, place * COLUMN, height(one.calls), height(one.reached), height(one.goals))
        for place, day in enumerate(period.all_days())
        for one in [days.get(day, Counts())]
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a weekday: how warm it is (0 … 9; None where nobody was called)."""

    hour: int
    counts: Counts
    level: int | None


@dataclass(frozen=True, slots=True)
class Heat:
    """The answer rate by weekday and hour. Only hours of some weekday on which calls were made."""

    hours: tuple[int, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def heat_of(found: Mapping[int, Mapping[str, Counts]]) -> Heat:
    """The map of `figures.by_weekday`. The warmest cell is the best hour that there was."""
    called = {int(key) for keys in found.values() for key in keys}
    hours = tuple(range(min(called), max(called) + 1)) if called else ()
    best = max((one.answer_rate for keys in found.values() for one in keys.values()), default=0.0)
    rows = tuple(
        (
            str(WEEKDAYS[weekday]),
            tuple(_cell(hour, found.get(weekday, {}).get(f"{hour:02}"), best) for hour in hours),
        )
        for weekday in range(7)
    )
    return Heat(hours, rows if called else ())


def _cell(hour: int, counts: Counts | None, best: float) -> Cell:
    if counts is None:
        return Cell(hour, Counts(), None)
    return Cell(hour, counts, round(9 * counts.answer_rate / best) if best else 0)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many are left, and how many of those before them (percent)."""

    label: Text
    count: int
    width: str
    of_previous: int | None


def funnel_of(steps: Sequence[tuple[Text, int]]) -> tuple[Step, ...]:
    """Steps in order, each a part of the one before."""
    first = max((count for _label, count in steps), default=0)
    before: list[int | None] = [None, *(count for _label, count in steps)]
    return tuple(
        Step(
            label=label,
            count=count,
            width=f"{count * 100 / first:.2f}%" if first else "0%",
            of_previous=round(count * 100 / previous) if previous else None,
        )
        for (label, count), previous in zip(steps, before, strict=False)
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """How a figure compares with the period before: in percent of it, None where it was 0."""

    percent: int | None
    less_is_better: bool = False

    @property
    def tone(self) -> str:
        """Whether that is better (`up`) or worse."""
        if not self.percent:
            return ""
        return "up" if (self.percent > 0) is not self.less_is_better else "down"


def difference(now: float, before: float, *, less_is_better: bool = False) -> Difference:
    """How much more (or less) there is now than there was before."""
    percent = round((now - before) * 100 / before) if before else None
    return Difference(percent, less_is_better)
