"""What came of a conversation, from what was said and done in it. Pure.

The model's own word counts where it gave one; the rules say the rest. The outcomes are values of
`calls.models.Outcome`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from conversations.dialogue import Act, Line, Speaker
from conversations.optout import asks_to_opt_out
from conversations.tools import END_CALL, NOTE_FACT, OPT_OUT, PROMISE_CALLBACK

EARLY = 15.0
"""Seconds within which leaving is hanging up on us."""

_UNDECIDED = "talked"
_LAST_WORDS = {"es": "Dijo por último: «{}»", "en": "Their last words: “{}”"}


class Ending(StrEnum):
    """Who or what ended a conversation."""

    PERSON = "person"
    AGENT = "agent"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it. `facts` are what the agent noted; `callback_at` is aware, or None."""

    outcome: str
    summary: str
    callback_at: dt.datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def judge(
    *,
    lines: Sequence[Line],
    acts: Sequence[Act],
    ended_by: Ending,
    seconds: float,
    language: str,
    by_machine: bool = False,
) -> Verdict:
    """The verdict on a conversation that is over.

    `seconds` is how long it lasted; `by_machine`: the provider says that a machine answered.
    """
    said = [line.text for line in lines if line.speaker is Speaker.PERSON]
    promise = next(_last(acts, PROMISE_CALLBACK), None)
    end = next(_last(acts, END_CALL), Act(END_CALL, {"outcome": _UNDECIDED}))
    outcome = _outcome(
        opted_out=any(act.name == OPT_OUT for act in acts) or any(map(asks_to_opt_out, said)),
        stated=str(end.arguments["outcome"]),
        promised=promise is not None,
        rest=_by_rule(said, ended_by, seconds, by_machine),
    )
    return Verdict(
        outcome=outcome,
        summary=str(end.arguments.get("summary", "")) or _last_words(said, language),
        callback_at=_when(promise) if promise and outcome == "callback" else None,
        facts={a.arguments["key"]: a.arguments["value"] for a in acts if a.name == NOTE_FACT},
    )


def _outcome(*, opted_out: bool, stated: str, promised: bool, rest: str) -> str:
    """First what binds us, then what the agent said, then the rules."""
    if opted_out:
        return "opted_out"
    if promised and stated not in ("goal_met", "wrong_number", "voicemail"):
        return "callback"
    return rest if stated == _UNDECIDED else stated


def _by_rule(said: Sequence[str], ended_by: Ending, seconds: float, by_machine: bool) -> str:
    if by_machine:
        return "voicemail"
    if ended_by is Ending.PERSON and (not said or seconds < EARLY):
        return "hung_up"
    if said:
        return _UNDECIDED
    # Nobody said a word: the line broke, or it was open and silent.
    return "failed" if ended_by is Ending.LINE else "no_answer"


def _when(promise: Act) -> dt.datetime:
    return dt.datetime.fromisoformat(promise.arguments["when"])


def _last(acts: Sequence[Act], name: str) -> Iterator[Act]:
    return (act for act in reversed(acts) if act.name == name)


def _last_words(said: Sequence[str], language: str) -> str:
    return _LAST_WORDS[language].format(said[-1][:200]) if said else ""
