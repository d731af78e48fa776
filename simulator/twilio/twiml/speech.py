"""Say, Play and Pause."""

from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import aiohttp

from simulator.twilio.sound import seconds_of
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
        return None
    seconds = await _length(stage, (verb.text or "").strip())
    stage.line.played = True
    await stage.line.passes(seconds * max(1, int(verb.get("loop", "1"))))
    return None


async def _length(stage: Stage, url: str) -> float:
    """Fetches the sound, as Twilio does; one that cannot be had is Twilio's error 11200."""
    address = urljoin(stage.source.url, url)
    try:
        async with stage.line.world.http.get(address, timeout=_FETCH) as response:
            if response.status == 200:
                return seconds_of(await response.read())
            failure = str(response.status)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        failure = type(error).__name__
    raise TwimlError(11200, f"The sound could not be fetched: {failure}")
