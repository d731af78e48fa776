"""What an agent does without asking a model: opt-outs, silence, the end of patience. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.answering import Machine, machine_in
from conversations.dialogue import Act, Event, Heard, Line, Pressed, Reply, Say, Silence, Speaker
from conversations.hearing import is_noise
from conversations.mood import mood_of
from conversations.optout import KEY, asks_to_opt_out
from conversations.phrases import Phrases, said_in_a_row
from conversations.plain import plain
from conversations.tools import END_CALL, OPT_OUT, TRANSFER

_REPAIRS = 1
"""How often running the agent asks to repeat before the model tries another way."""
_SHORT = 20
"""Characters up to which people may well say the same thing again and again: "yes"."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What a rule needs to know of an agent. `turns` is how often it may speak in one call;
    `introduction` says who it is and for whom; `voicemail` is left with a machine, "": nothing;
    `hand_over` are the alerts at which a person takes over."""

    phrases: Phrases
    turns: int
    introduction: str = ""
    voicemail: str = ""
    hand_over: frozenset[str] = frozenset()


def reply_by_rule(
    manner: Manner, history: Sequence[Line], event: Event
) -> tuple[Reply, ...] | None:
    """The whole reply where a rule decides it; None where the model shall think."""
    phrases = manner.phrases
    match event:
        case Pressed(digit=digit) if digit == KEY:
            return opt_out(phrases, reason=f"key {KEY}")
        case Silence():
            return _after_silence(phrases, history)
        case Heard(text=text):
            if settled := _after_words(manner, history, text):
                return settled
    if sum(line.speaker is Speaker.AGENT for line in history) >= manner.turns:
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


def _after_words(manner: Manner, history: Sequence[Line], text: str) -> tuple[Reply, ...] | None:
    phrases = manner.phrases
    if asks_to_opt_out(text):
        return opt_out(phrases, reason=text)
    if settled := _to_machine(manner, machine_in(text)):
        return settled
    if alert := _asks_for_somebody(manner, history, text):
        return (Say(phrases.transferring), Act(TRANSFER, {"reason": f"{alert}: {text}"[:300]}))
    asked = said_in_a_row((phrases.not_heard,), _agents(history))
    if not text.strip() or (is_noise(text) and asked < _REPAIRS):
        return (Say(phrases.not_heard),)  # noise again: the model may offer a yes or a no
    if _hears_the_same(text, history):
        return (Say(phrases.enough), hang_up())
    return None


def _to_machine(manner: Manner, machine: Machine | None) -> tuple[Reply, ...] | None:
    if machine is Machine.VOICEMAIL:
        message = (Say(manner.voicemail),) if manner.voicemail else ()
        return (*message, hang_up(outcome="voicemail"))
    if machine is Machine.SCREENING and manner.introduction:
        return (Say(manner.introduction),)
    return None


def _asks_for_somebody(manner: Manner, history: Sequence[Line], text: str) -> str:
    """The alert at which a person takes over, once: where nobody was free, the agent goes on."""
    tried = any(line.text.endswith(manner.phrases.transferring) for line in _agents(history))
    alert = mood_of(text).alert if manner.hand_over and not tried else ""
    return alert if alert in manner.hand_over else ""


def _agents(history: Sequence[Line]) -> list[Line]:
    return [line for line in history if line.speaker is Speaker.AGENT]


def _hears_the_same(text: str, history: Sequence[Line]) -> bool:
    """Whether the other side says one long thing for the fourth time: a recording."""
    words = plain(text)
    if len(words) <= _SHORT:
        return False
    said = [line.text for line in history if line.speaker is Speaker.PERSON][-3:]
    return len(said) == 3 and all(plain(line) == words for line in said)


def _after_silence(phrases: Phrases, history: Sequence[Line]) -> tuple[Reply, ...]:
    asked = said_in_a_row(phrases.are_you_there, history)
    if asked < len(phrases.are_you_there):
        return (Say(phrases.are_you_there[asked]),)
    return (Say(phrases.lost_line), hang_up())
