"""Dial: transfers the person to another phone, where a scripted human answers."""

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.people import Pickup
from simulator.twilio.call import Call
from simulator.twilio.callbacks import StatusCallbacks, ending_fields
from simulator.twilio.numbers import is_address
from simulator.twilio.parameters import Instructions
from simulator.twilio.recordings import Wishes
from simulator.twilio.sids import new_sid
from simulator.twilio.source import Source
from simulator.twilio.twiml.document import TwimlError, read_document
from simulator.twilio.twiml.stage import Stage

# How long the two talk before the person says goodbye.
_TALKS = 20.0
_STATUSES = {"answers": "completed", "busy": "busy", "no-answer": "no-answer", "fails": "failed"}


@dataclass(slots=True)
class Leg:
    """The child call to one number."""

    call: Call
    pickup: Pickup
    callbacks: StatusCallbacks

    async def ring(self, stage: Stage, patience: float) -> bool:
        """Whether somebody picked up."""
        self.callbacks.fire("initiated", "initiated")
        self.callbacks.fire("ringing", "ringing")
        await stage.line.passes(min(self.pickup.after, patience))
        if self.pickup.after > patience:
            self.end("no-answer")
            return False
        if self.pickup.outcome != "answers":
            self.end(_STATUSES[self.pickup.outcome])
            return False
        self.call.become("in-progress")
        self.callbacks.fire("answered", "in-progress")
        return True

    def end(self, status: str, seconds: int = 0) -> None:
        self.call.duration = seconds
        self.call.become(status)
        self.callbacks.fire("completed", status, ending_fields(self.call, self.pickup.sip_code))


async def dial(stage: Stage, verb: Element) -> Source | None:
    """Rings each number in turn until one answers; the action hears how it went."""
    nouns = list(verb) or [verb]
    for noun in nouns:
        leg = _leg(stage, verb, noun)
        if await leg.ring(stage, float(verb.get("timeout", "30"))):
            await _talk(stage, verb, noun, leg)
            break
    is_bridged = leg.call.status == "completed"
    told = {
        "DialCallSid": leg.call.sid,
        "DialCallStatus": leg.call.status,
        "DialBridged": "true" if is_bridged else "false",
    }
    if is_bridged:
        told["DialCallDuration"] = str(leg.call.duration)
    action = verb.get("action")
    return stage.goto(action, verb.get("method", "POST"), **told) if action else None


def _leg(stage: Stage, verb: Element, noun: Element) -> Leg:
    line = stage.line
    number = (noun.text or "").strip()
    if not is_address(number):
        raise TwimlError(13223, f"Dial: {number!r} is not a phone number")
    callback = noun.get("statusCallback", "")
    told = Instructions(
        {
            "StatusCallback": urljoin(stage.source.url, callback) if callback else "",
            "StatusCallbackMethod": noun.get("statusCallbackMethod", "POST"),
        },
        events=tuple(noun.get("statusCallbackEvent", "completed").split()),
    )
    call = Call(
        sid=new_sid("CA"),
        account_sid=line.call.account_sid,
        to=number,
        caller=verb.get("callerId") or line.call.caller,
        instructions=told,
        status="ringing",
        direction="outbound-dial",
        parent_call_sid=line.call.sid,
    )
    line.office.calls.keep(call)
    line.world.ledger.append(
        "transfer_ring", sid=call.sid, to=number, caller=call.caller, parent=line.call.sid
    )
    person = line.world.crowd.colleague(number)
    callbacks = StatusCallbacks(line.world, line.office.courier, call)
    return Leg(call, person.pickup(), callbacks)


async def _talk(stage: Stage, verb: Element, noun: Element, leg: Leg) -> None:
    line = stage.line
    recording = None
    if verb.get("record", "do-not-record") != "do-not-record":
        callback = verb.get("recordingStatusCallback", "")
        wishes = Wishes(
            source="DialVerb",
            channels=2 if verb.get("record", "").endswith("-dual") else 1,
            callback=urljoin(stage.source.url, callback) if callback else "",
        )
        recording = line.office.recordings.start(line.call, wishes, line.tape)
    await _whisper(stage, noun, leg)
    seconds = min(_TALKS, float(verb.get("timeLimit", "14400")))
    await line.passes(seconds)
    if recording is not None:
        line.office.recordings.finish(recording, round(seconds))
    leg.end("completed", round(seconds))


async def _whisper(stage: Stage, noun: Element, leg: Leg) -> None:
    """The document that the one who picked up hears before the two are bridged."""
    url = noun.get("url")
    if not url:
        return
    line = stage.line
    source = stage.goto(url, noun.get("method", "POST"))
    params = {**source.params, "CallSid": leg.call.sid, "ParentCallSid": line.call.sid}
    answer = await line.office.courier.carry(source.url, source.method, params)
    if answer.failure:
        raise TwimlError(11200, f"The whisper failed: {answer.status or answer.failure}")
    for verb in read_document(answer.body, answer.kind).iter("Say"):
        await line.passes(len(verb.text or "") / 15.0)
