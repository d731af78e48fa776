"""A long conversation, shortened to what a model can be asked to read every turn. Pure.

The opening and the latest lines stay as they are. Of what lies between, what the person said stays
in a few words each, since it may be asked for again; what the agent said goes.
"""

from collections.abc import Sequence

from conversations.dialogue import Line, Speaker

BUDGET = 12_000
"""Characters of history, about 3,000 tokens."""
LATEST = 16
_FEW = 120


def compact(history: Sequence[Line], *, budget: int = BUDGET) -> list[Line]:
    """The history within the budget, in order. Lines that fit as they are stay untouched."""
    if sum(len(line.text) for line in history) <= budget:
        return list(history)
    first, older, latest = _parts(history)
    room = budget - sum(len(line.text) for line in (*first, *latest))
    kept: list[Line] = []
    for line in reversed(older):
        if line.speaker is not Speaker.PERSON:
            continue
        short = _shortened(line.text)
        room -= len(short)
        if room < 0:
            break
        kept.append(Line(Speaker.PERSON, short))
    return [*first, *reversed(kept), *latest]


def _parts(history: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    begin = 1 if history and history[0].speaker is Speaker.AGENT else 0
    end = max(begin, len(history) - LATEST)
    return list(history[:begin]), list(history[begin:end]), list(history[end:])


def _shortened(text: str) -> str:
    return text if len(text) <= _FEW else f"{text[:_FEW].rsplit(' ', 1)[0]}…"
