"""What the results of calls say of a lead: how far it is, and how promising. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from contacts.law import sells
from lib.errors import Text

LOWEST, HIGHEST = 0, 100
COUNTED = 12
"""Results beyond the latest so many say nothing any more."""

BY_HAND, STARTED = "by_hand", "started"

POINTS: dict[str, int] = {
    "goal_met": 60,
    "interested": 40,
    "callback": 20,
    "talked": 10,
    "hung_up": -10,
    "not_interested": -40,
    "wrong_number": -100,
    "opted_out": -100,
}
"""Result of a call in which somebody was reached → what it adds to the score."""

REASON_LABELS: dict[str, Text] = {
    "goal_met": _("Reached the goal of a call"),
    "interested": _("Was interested"),
    "callback": _("Asked to be called back"),
    "talked": _("Talked to us"),
    "hung_up": _("Hung up early"),
    "not_interested": _("Was not interested"),
    "wrong_number": _("Somebody else answered"),
    "opted_out": _("Asked not to be called"),
    BY_HAND: _("Set by hand"),
    STARTED: _("Became a lead"),
}

NEW, CONTACTED, QUALIFIED, APPOINTMENT, WON, LOST = (
    "new", "contacted", "qualified", "appointment", "won", "lost",
)  # fmt: skip
_ORDER = (NEW, CONTACTED, QUALIFIED, APPOINTMENT, WON)
_GOAL_OF = {"appointment": APPOINTMENT, "sales": WON}
_KIND_OF = {
    "interested": QUALIFIED,
    "callback": CONTACTED,
    "talked": CONTACTED,
    "hung_up": CONTACTED,
    "not_interested": LOST,
    "wrong_number": LOST,
    "opted_out": LOST,
}


class Reason(NamedTuple):
    """Why a score is what it is: a result of a call, or a person's own judgement."""

    code: str
    points: int


def counts(outcome: str, purpose: str) -> bool:
    """Whether a result says something of a lead: somebody was reached by a call that sells, or
    leads to it."""
    return outcome in POINTS and sells(purpose)


def score_of(reasons: Sequence[Reason]) -> int:
    """The sum of the reasons, oldest first, never out of 0 … 100 on the way."""
    score = LOWEST
    for reason in reasons:
        score = min(HIGHEST, max(LOWEST, score + reason.points))
    return score


def with_result(reasons: Sequence[Reason], outcome: str) -> list[Reason]:
    """The reasons after one more call."""
    return [*reasons, Reason(outcome, POINTS[outcome])][-COUNTED:]


def with_judgement(score: int) -> list[Reason]:
    """The reasons after somebody set the score: their judgement stands for all before it."""
    return [Reason(BY_HAND, score)]


def kind_after(kind: str, outcome: str, purpose: str) -> str:
    """The kind of stage in which a lead of this kind is after a call. A result moves it forward or
    loses it, and never back; what is won, only a person takes away."""
    reached = _GOAL_OF.get(purpose, QUALIFIED) if outcome == "goal_met" else _KIND_OF[outcome]
    if kind == WON:
        return WON
    if LOST in (reached, kind):
        return reached
    return max(kind, reached, key=_ORDER.index)
