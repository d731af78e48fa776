"""Charts as geometry: what a template draws as SVG. Pure.

Numbers are strings as SVG reads them, whatever the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.errors import Text

ROW = 34
BAR = 18
LABELS = 190
PLOT = 430
COUNTS = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its bar and its figure."""

    label: Text
    count: int
    share: int
    tone: str
    y: str
    text_y: str
    width: str
    count_x: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Rows of bars from one line, the longest across the whole plot."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    axis_x: int
    bar_height: int


def bar_chart(rows: Sequence[tuple[Text, int, str]]) -> BarChart:
    """A chart of (name, count, tone), in the order given. `share` is percent of all."""
    total = sum(count for _label, count, _tone in rows)
    most = max((count for _label, count, _tone in rows), default=0)
    bars = []
    for number, (label, count, tone) in enumerate(rows):
        width = PLOT * count / most if most else 0
        top = number * ROW
        bars.append(
            Bar(
                label=label,
                count=count,
                share=round(count * 100 / total) if total else 0,
                tone=tone,
                y=f"{top + (ROW - BAR) / 2:g}",
                text_y=f"{top + ROW / 2:g}",
                width=f"{max(width, 2 if count else 0):.1f}",
                count_x=f"{LABELS + width + 8:.1f}",
            )
        )
    return BarChart(
        bars=tuple(bars),
        width=LABELS + PLOT + COUNTS,
        height=max(1, len(rows)) * ROW,
        axis_x=LABELS,
        bar_height=BAR,
    )
