"""What an agent does without asking a model: opt-outs, silence, the end of patience. Pure."""

from collections.abc import Sequence

from conversations.dialogue import Act, Event, Heard, Line, Pressed, Reply, Say, Silence, Speaker
from conversations.optout import KEY, asks_to_opt_out
from conversations.phrases import Phrases, said_in_a_row
from conversations.plain import plain
from conversations.tools import END_CALL, OPT_OUT


def reply_by_rule(
    phrases: Phrases, history: Sequence[Line], event: Event, *, turns: int
) -> tuple[Reply, ...] | None:
    """The whole reply where a rule decides it; None where the model shall think.

    `turns` is how often the agent may speak in one call.
    """
    match event:
        case Heard(text=text) if asks_to_opt_out(text):
            return opt_out(phrases, reason=text)
        case Pressed(digit=digit) if digit == KEY:
            return opt_out(phrases, reason=f"key {KEY}")
        case Silence():
            return _after_silence(phrases, history)
        case Heard(text=text) if not text.strip():
            return (Say(phrases.not_heard),)
    if sum(line.speaker is Speaker.AGENT for line in history) >= turns:
        return (Say(phrases.enough), hang_up())
    return None


def opt_out(phrases: Phrases, *, reason: str) -> tuple[Reply, ...]:
    """Obey first, then say so and leave."""
    return (
        Act(OPT_OUT, {"reason": reason[:300]}),
        Say(phrases.opted_out),
        hang_up(outcome="not_interested"),
    )


def hang_up(*, outcome: str = "talked", summary: str = "") -> Act:
    """The end of a call that no model asked for."""
    return Act(END_CALL, {"outcome": outcome} | ({"summary": summary} if summary else {}))


def repeats_itself(text: str, history: Sequence[Line]) -> bool:
    """Whether the agent has now said the same thing three times running."""
    said = [line.text for line in history if line.speaker is Speaker.AGENT][-2:]
    return len(said) == 2 and {plain(text)} == {plain(line) for line in said}


def _after_silence(phrases: Phrases, history: Sequence[Line]) -> tuple[Reply, ...]:
    asked = said_in_a_row(phrases.are_you_there, history)
    if asked < len(phrases.are_you_there):
        return (Say(phrases.are_you_there[asked]),)
    return (Say(phrases.lost_line), hang_up())
