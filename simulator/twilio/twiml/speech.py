"""Say, Play and Pause."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import aiohttp

from simulator.sound import WordReader
from simulator.twilio.line import Spoken
from simulator.twilio.sound import seconds_of, ulaw_of
from simulator.twilio.source import Source
from simulator.twilio.twiml.document import TwimlError
from simulator.twilio.twiml.stage import Stage

_DIGIT_SECONDS = 0.5
_FETCH = aiohttp.ClientTimeout(total=15)


async def say(stage: Stage, verb: Element) -> Source | None:
    text = " ".join((verb.text or "").split())
    for _ in range(max(1, int(verb.get("loop", "1")))):
        await stage.line.speak(text)
    return None


async def pause(stage: Stage, verb: Element) -> Source | None:
    await stage.line.passes(float(verb.get("length", "1")))
    return None


async def play(stage: Stage, verb: Element) -> Source | None:
    if digits := verb.get("digits"):
        await stage.line.passes(len(digits) * _DIGIT_SECONDS)
        stage.line.note_keys(digits)
        return None
    await hear_sound(stage, verb, interruptible=False)
    return None


async def hear_sound(stage: Stage, verb: Element, *, interruptible: bool) -> Spoken:
    """Plays a file. The words of the simulator's own sound are heard as words."""
    line = stage.line
    sound = await _fetch(stage, (verb.text or "").strip())
    ulaw = ulaw_of(sound)
    words = " ".join(word.text for word in WordReader().read(ulaw)) if ulaw else ""
    if words:
        return await line.speak(words, interruptible=interruptible, sound=ulaw or b"")
    line.played = True
    await line.passes(seconds_of(sound) * max(1, int(verb.get("loop", "1"))))
    return Spoken("")


async def _fetch(stage: Stage, url: str) -> bytes:
    """Fetches the sound, as Twilio does; one that cannot be had is Twilio's error 11200."""
    address = urljoin(stage.source.url, url)
    try:
        async with stage.line.world.http.get(address, timeout=_FETCH) as response:
            if response.status == 200:
                return await response.read()
            failure = str(response.status)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        failure = type(error).__name__
    raise TwimlError(11200, f"The sound could not be fetched: {failure}")
