"""Connect: hands the call to a socket, one module for each noun."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from simulator.twilio.source import Source
from simulator.twilio.twiml.document import TwimlError
from simulator.twilio.twiml.relay import relay
from simulator.twilio.twiml.stage import Stage
from simulator.twilio.twiml.stream import stream

Told = dict[str, str]
# A session returns what the action is told; one that ends with the call tells it by itself.
Session = Callable[[Stage, Element, Callable[[Told], None]], Awaitable[Told]]
_NOUNS: dict[str, Session] = {"ConversationRelay": relay, "Stream": stream}


async def connect(stage: Stage, verb: Element) -> Source | None:
    """Blocks until the session is over, then leads to the action where there is one."""
    if len(verb) != 1:
        raise TwimlError(12200, "Connect takes exactly one noun")
    action, method = verb.get("action"), verb.get("method", "POST")

    def tell_the_last(told: Told) -> None:
        if action:
            stage.line.world.spawn(_tell(stage, action, method, told))

    told = await _NOUNS[verb[0].tag](stage, verb[0], tell_the_last)
    return stage.goto(action, method, **told) if action else None


async def _tell(stage: Stage, action: str, method: str, told: Told) -> None:
    """The call is over: whatever the action answers, nobody is left to hear it."""
    source = stage.goto(action, method, **told)
    params = {**source.params, "CallStatus": "completed"}
    await stage.line.office.courier.carry(source.url, source.method, params)
