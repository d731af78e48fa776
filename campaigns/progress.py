"""A campaign's progress as one bar: a segment for each state. Pure."""

from dataclasses import dataclass

from campaigns.ledger import State
from campaigns.selectors import Ledger
from lib.errors import Text

_ORDER = (
    State.DONE,
    State.EXHAUSTED,
    State.SKIPPED,
    State.PARKED,
    State.CANCELED,
    State.CALLING,
    State.CLAIMED,
    State.WAITING,
    State.PENDING,
)
"""From what is settled, over what goes on, to what is to come."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the bar; `start` and `width` are percentages, written as SVG reads them."""

    state: State
    label: Text
    count: int
    start: str
    width: str


def segments_of(ledger: Ledger) -> tuple[Segment, ...]:
    """The segments that together fill the bar, in a campaign's order."""
    counts = {state: (label, count) for state, label, count in ledger.states()}
    segments = []
    before = 0
    for state in _ORDER:
        if state not in counts:
            continue
        label, count = counts[state]
        segments.append(
            Segment(
                state=state,
                label=label,
                count=count,
                start=_percent(before, ledger.total),
                width=_percent(count, ledger.total),
            )
        )
        before += count
    return tuple(segments)


def _percent(count: int, total: int) -> str:
    return f"{count * 100 / total:.3f}%"
