"""Charts as geometry: what a template draws as SVG inside the rows of a table. Pure.

Numbers are strings as SVG reads them, whatever the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.errors import Text


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
