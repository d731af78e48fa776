"""One turn of a conversation that is held by webhooks alone: what the person said comes in, what
the agent says next goes out.

The address of each question bears the number of the turn that asked it. So the same request,
sent again, finds its answer in the transcript: nothing is thought, and nothing done, twice.
"""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from calls.line import LINE_ENDED, note_line
from calls.services import record_turn
from conversations.dialogue import Act, Event, Heard, Line, Pressed, Say, Speaker
from conversations.engine import Mind, reply
from conversations.guidance import guided
from conversations.phrases import phrases_in, said_in_a_row
from conversations.tools import END_CALL, PRESS_KEYS
from conversations.usage import MeteredModel, Spent
from providers.llm.registry import close_models
from providers.telephony.frames import pressable
from voice.acts import perform
from voice.briefing import Briefing
from voice.metrics import observe
from voice.stopwatch import Stopwatch, TimedModel
from voice.transcript import Entry

THINKS_WITHIN = 9.0
"""Seconds. Twilio waits 15 for a document, and the person waits with it."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the agent says in its turn of this number; `is_last`: then it hangs up. `keys` are
    pressed after it."""

    text: str
    number: int
    is_last: bool = False
    keys: str = ""


def greet(briefing: Briefing) -> Utterance:
    """The opening, or, when the conversation has begun already, what was said last."""
    if said := briefing.transcript.last_of(Speaker.AGENT):
        return Utterance(said.text, said.number)
    return _say(briefing, briefing.mind.opening)


def resume(briefing: Briefing) -> Utterance:
    """After a live line was lost: answer what the person said last, or say again what they did
    not hear to its end."""
    last = briefing.transcript.last
    spoken = briefing.transcript.last_of(Speaker.PERSON)
    said = briefing.transcript.last_of(Speaker.AGENT)
    if last is None:
        return _say(briefing, briefing.mind.opening)
    if said is not None and last is said and not said.interrupted:
        return Utterance(said.text, said.number)
    if spoken is None:
        return _say(briefing, briefing.mind.opening)
    return _answer(briefing, Heard(spoken.text), briefing.transcript.lines(until=spoken.number - 1))


def tell(briefing: Briefing, text: str) -> Utterance:
    """Say this next, whatever was said before."""
    return _say(briefing, text)


def apologise(briefing: Briefing) -> Utterance:
    """After a failure of ours: ask to repeat; the second time running, give up."""
    phrases = phrases_in(briefing.mind.language)
    if said_in_a_row((phrases.trouble,), briefing.transcript.lines()):
        return _say(briefing, phrases.sorry_goodbye, is_last=True)
    return _say(briefing, phrases.trouble)


def take_turn(briefing: Briefing, event: Event, *, asked: int) -> Utterance:
    """What the agent says to what came of its turn `asked`."""
    transcript = briefing.transcript
    said = transcript.last_of(Speaker.AGENT)
    if said is not None and said.number > asked:
        return Utterance(said.text, said.number)
    history = transcript.lines(until=asked)
    _hear(briefing, event, asked)
    return _answer(briefing, event, history)


def _answer(briefing: Briefing, event: Event, history: list[Line]) -> Utterance:
    stopwatch, meter, limits = Stopwatch(), briefing.meter, briefing.mind.limits
    mind = replace(
        briefing.mind,
        prompt=guided(briefing.mind.prompt, briefing.hints, language=briefing.mind.language),
        model=TimedModel(MeteredModel(briefing.mind.model, meter), stopwatch),
        is_exhausted=meter.spent >= limits.cost
        or briefing.elapsed_ms * briefing.speed >= limits.minutes * 60_000,
    )
    thought = asyncio.run(_think(mind, history, event))
    for act in thought.acts:
        if act.name != PRESS_KEYS:
            perform(call_id=briefing.call_id, act=act, event=event)
    is_last = any(act.name == END_CALL for act in thought.acts)
    if is_last:  # noted before the words are there for somebody to find
        note_line(call_id=briefing.call_id, key=LINE_ENDED)
    pressed = (str(act.arguments["keys"]) for act in thought.acts if act.name == PRESS_KEYS)
    latency_ms, usage = stopwatch.read(), meter.take()
    said = _say(briefing, thought.text, is_last=is_last, latency_ms=latency_ms, usage=usage)
    return replace(said, keys=pressable("".join(pressed)))


@dataclass(slots=True)
class _Thought:
    text: str = ""
    acts: list[Act] = field(default_factory=list)


async def _think(mind: Mind, history: list[Line], event: Event) -> _Thought:
    """The whole reply, or as much of it as there was time for."""
    thought = _Thought()
    try:
        async with asyncio.timeout(THINKS_WITHIN), aclosing(reply(mind, history, event)) as parts:
            async for part in parts:
                if isinstance(part, Say):
                    thought.text += part.text
                else:
                    thought.acts.append(part)
    except TimeoutError:
        thought.text = thought.text or phrases_in(mind.language).trouble
    finally:
        await close_models()
    return thought


def _hear(briefing: Briefing, event: Event, asked: int) -> None:
    """Write down what the person said, unless an earlier try of this request did."""
    match event:
        case Heard(text=text):
            words = text
        case Pressed(digit=digit):
            words = f"[{digit}]"
        case _:
            return
    transcript = briefing.transcript
    if transcript.last is None or transcript.last.number == asked:
        entry = transcript.add(Speaker.PERSON, words, at_ms=briefing.elapsed_ms)
        _record(briefing, entry)


def _say(
    briefing: Briefing,
    text: str,
    *,
    is_last: bool = False,
    latency_ms: dict[str, float] | None = None,
    usage: Spent | None = None,
) -> Utterance:
    waited = int((latency_ms or {}).get("total", 0))
    entry = briefing.transcript.add(Speaker.AGENT, text, at_ms=briefing.elapsed_ms + waited)
    entry.latency_ms, entry.usage = latency_ms or {}, usage or Spent()
    observe("gather", [entry.latency_ms])
    _record(briefing, entry)
    return Utterance(text, entry.number, is_last)


def _record(briefing: Briefing, entry: Entry) -> None:
    record_turn(entry.said_on(briefing.call_id))
