"""Gather: speaks, listens, and asks its action what to do with what was said or pressed."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.people import Heard, Reaction
from simulator.twilio.callbacks import call_fields
from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.source import Source
from simulator.twilio.twiml.speech import hear_sound, pause
from simulator.twilio.twiml.stage import Stage


async def gather(stage: Stage, verb: Element) -> Source | None:
    """The action's source when there was input, None to fall through to the next verb."""
    inputs = verb.get("input", "dtmf").split()
    reaction = await _prompts(stage, verb)
    if reaction is None:
        reaction = await _person_reacts(stage, verb)
    result = await _result(stage, verb, reaction, inputs)
    if not result and verb.get("actionOnEmptyResult", "false").lower() != "true":
        if reaction.hang_up:
            raise CallerHungUp
        return None
    following = stage.goto(verb.get("action", ""), verb.get("method", "POST"), **result)
    stage.line.leaving = reaction.hang_up
    return following


async def _prompts(stage: Stage, verb: Element) -> Reaction | None:
    """Speaks the nested verbs; the reaction of a person who barged in."""
    barge_in = verb.get("bargeIn", "true").lower() == "true"
    for child in verb:
        if child.tag == "Pause":
            await pause(stage, child)
            continue
        if child.tag == "Play":
            spoken = await hear_sound(stage, child, interruptible=barge_in)
        else:
            text = " ".join((child.text or "").split())
            spoken = await stage.line.speak(text, interruptible=barge_in)
        if spoken.cut_by is not None:
            stage.line.take_heard()
            return spoken.cut_by
    return None


async def _person_reacts(stage: Stage, verb: Element) -> Reaction:
    line = stage.line
    timeout = float(verb.get("timeout", "5"))
    text, played = line.take_heard(), line.take_played()
    if not text and not played and not line.greeted:
        line.greeted = True
        hello = Reaction(say=line.person.hello())
        if hello.say:
            return hello
    return await line.person.converse(Heard(text, played=played, waited=timeout))


async def _result(
    stage: Stage, verb: Element, reaction: Reaction, inputs: list[str]
) -> dict[str, str]:
    """What the action is told; empty when nothing that counts was said or pressed in time."""
    line = stage.line
    timeout = float(verb.get("timeout", "5"))
    if reaction.after > timeout:
        await line.passes(timeout)
        return {}
    await line.passes(reaction.after)
    if reaction.digits and "dtmf" in inputs:
        return {"Digits": _digits(reaction.digits, verb)}
    if reaction.say and "speech" in inputs:
        await _partials(stage, verb, reaction)
        await line.person_says(reaction.say)
        return {"SpeechResult": reaction.say, "Confidence": f"{reaction.confidence:.6f}"}
    if not reaction.hang_up:
        await line.passes(timeout)
    return {}


def _digits(pressed: str, verb: Element) -> str:
    finish = verb.get("finishOnKey", "#")
    if finish:
        pressed = pressed.partition(finish)[0]
    most = int(verb.get("numDigits", "0"))
    return pressed[:most] if most else pressed


async def _partials(stage: Stage, verb: Element, reaction: Reaction) -> None:
    callback = verb.get("partialResultCallback")
    if not callback:
        return
    line = stage.line
    half = " ".join(reaction.say.split()[: max(1, len(reaction.say.split()) // 2)])
    params = {
        **call_fields(line.call),
        "UnstableSpeechResult": half,
        "SequenceNumber": "0",
        "Stability": "0.5",
    }
    url = urljoin(stage.source.url, callback)
    await line.office.courier.carry(url, verb.get("partialResultCallbackMethod", "POST"), params)
