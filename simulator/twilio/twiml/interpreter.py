"""Performs documents one after another until the call has nothing left to do."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.line import Line
from simulator.twilio.source import Source
from simulator.twilio.twiml.connect import connect
from simulator.twilio.twiml.dial import dial
from simulator.twilio.twiml.document import TwimlError, read_document
from simulator.twilio.twiml.gather import gather
from simulator.twilio.twiml.record import record, start, stop
from simulator.twilio.twiml.speech import pause, play, say
from simulator.twilio.twiml.stage import Stage

Perform = Callable[[Stage, Element], Awaitable[Source | None]]
_VERBS: dict[str, Perform] = {
    "Say": say,
    "Play": play,
    "Pause": pause,
    "Gather": gather,
    "Record": record,
    "Dial": dial,
    "Start": start,
    "Stop": stop,
    "Connect": connect,
}
# Documents that lead to each other for ever are cut off here.
_MOST_DOCUMENTS = 200


async def perform(line: Line, first: Source) -> None:
    """Runs `first` and whatever follows from it; returns when the call should hang up."""
    source: Source | None = first
    for _ in range(_MOST_DOCUMENTS):
        if source is None:
            return
        source = await _perform_one(line, source)
    line.note_error(11200, "Too many documents in one call")


async def _perform_one(line: Line, source: Source) -> Source | None:
    try:
        document = await _fetch(line, source)
        if line.leaving:
            raise CallerHungUp
        return await _run(Stage(line, source), document)
    except TwimlError as error:
        line.note_error(error.code, str(error))
        if not source.fallback:
            return None
        failed = {"ErrorCode": str(error.code), "ErrorUrl": source.url}
        stage = Stage(line, Source(url=source.url))
        return stage.goto(source.fallback, source.fallback_method, **failed)


async def _fetch(line: Line, source: Source) -> Element:
    if source.twiml:
        return read_document(source.twiml)
    fault = line.world.faults.take("twiml", number=line.call.to, path=source.url)
    if fault and fault.kind == "twiml_timeout":
        raise TwimlError(11200, "The address did not answer in time")
    if fault:
        await line.world.clock.sleep(fault.seconds)
    answer = await line.office.courier.carry(source.url, source.method, source.params)
    if answer.failure:
        raise TwimlError(11200, f"The address failed: {answer.status or answer.failure}")
    return read_document(answer.body, answer.kind)


async def _run(stage: Stage, document: Element) -> Source | None:
    """Performs the verbs in order; the source to go on with, or None to hang up."""
    for verb in document:
        if verb.tag in ("Hangup", "Reject"):
            return None
        if verb.tag == "Redirect":
            return stage.goto((verb.text or "").strip(), verb.get("method", "POST"))
        following = await _VERBS[verb.tag](stage, verb)
        if following is not None:
            return following
    return None
