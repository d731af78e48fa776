"""What an agent's mind wants done, done. The call is ours to name, never the model's."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from calls.line import TRANSFER, note_line
from calls.models import Call, Outcome
from calls.services import conclude, note_fact, opt_out
from contacts.models import Suppression
from conversations import tools
from conversations.dialogue import Act, Event, Pressed
from conversations.tools import END_CALL, NOTE_FACT, OPT_OUT, PROMISE_CALLBACK

_OUTWEIGH_A_PROMISE = frozenset({Outcome.GOAL_MET, Outcome.WRONG_NUMBER, Outcome.VOICEMAIL})
_UNDECIDED = Outcome.TALKED


def perform(*, call_id: int, act: Act, event: Event | None) -> None:
    """Do it. `event` is what the agent was answering, None where it spoke by itself."""
    _DEEDS[act.name](call_id, act.arguments, event)


Arguments = Mapping[str, Any]


def _opt_out(call_id: int, arguments: Arguments, event: Event | None) -> None:
    sources = Suppression.Source
    source = sources.KEYED if isinstance(event, Pressed) else sources.SPOKEN
    opt_out(call_id=call_id, source=source, evidence=arguments.get("reason", ""))


def _note_fact(call_id: int, arguments: Arguments, event: Event | None) -> None:
    note_fact(call_id=call_id, key=arguments["key"], value=arguments["value"])


def _promise(call_id: int, arguments: Arguments, event: Event | None) -> None:
    when = dt.datetime.fromisoformat(arguments["when"])
    conclude(call_id=call_id, outcome=Outcome.CALLBACK, callback_at=when)


def _end(call_id: int, arguments: Arguments, event: Event | None) -> None:
    """What the agent says came of it, unless it promised to call again.

    An end that decides nothing is left open: the conversation is read when the call is over.
    """
    stated, summary = arguments["outcome"], arguments.get("summary", "")
    call = Call.objects.only("outcome").get(pk=call_id)
    if call.outcome == Outcome.CALLBACK and stated not in _OUTWEIGH_A_PROMISE:
        stated = Outcome.CALLBACK
    if stated != _UNDECIDED or summary:
        conclude(call_id=call_id, outcome=stated, summary=summary)


def _transfer(call_id: int, arguments: Arguments, event: Event | None) -> None:
    note_line(call_id=call_id, key=TRANSFER, reason=str(arguments.get("reason", "")))


_DEEDS: dict[str, Callable[[int, Arguments, Event | None], None]] = {
    OPT_OUT: _opt_out,
    NOTE_FACT: _note_fact,
    PROMISE_CALLBACK: _promise,
    END_CALL: _end,
    tools.TRANSFER: _transfer,
}
