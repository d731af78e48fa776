"""Stream: the call's sound to and from our socket."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.sids import new_sid
from simulator.twilio.twiml.document import TwimlError
from simulator.twilio.twiml.socket import SocketRefused, open_socket
from simulator.twilio.twiml.stage import Stage
from simulator.twilio.twiml.stream_session import StreamFailed, StreamSession

_REFUSED = 31920


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Tells the stream's own status callback."""

    stage: Stage
    noun: Element
    sid: str

    def tell(self, event: str, error: str = "") -> None:
        address = self.noun.get("statusCallback")
        if not address:
            return
        line = self.stage.line
        params = {
            "AccountSid": line.call.account_sid,
            "CallSid": line.call.sid,
            "StreamSid": self.sid,
            "StreamName": self.noun.get("name", self.sid),
            "StreamEvent": event,
            "Timestamp": format_datetime(line.world.clock.now()),
        }
        if error:
            params["StreamError"] = error
        line.world.spawn(
            line.office.courier.tell(
                urljoin(self.stage.source.url, address),
                self.noun.get("statusCallbackMethod", "POST").upper(),
                params,
                number=line.call.to,
                event="stream",
            )
        )


async def stream(
    stage: Stage, noun: Element, tell_the_last: Callable[[dict[str, str]], None]
) -> dict[str, str]:
    """One bidirectional stream; returns when our side closes it or it fails."""
    _check(noun)
    line = stage.line
    sid = new_sid("MZ")
    reporter = _Reporter(stage, noun, sid)
    told = {"StreamSid": sid}
    try:
        await _talk(stage, noun, reporter)
    except StreamFailed as failure:
        line.note_error(failure.code, str(failure))
        reporter.tell("stream-error", f"{failure.code}: {failure}")
        return told
    except CallerHungUp:
        reporter.tell("stream-stopped")
        tell_the_last(told)
        raise
    except asyncio.CancelledError:
        reporter.tell("stream-stopped")
        if line.is_ending:
            tell_the_last(told)
        raise
    reporter.tell("stream-stopped")
    return told


async def _talk(stage: Stage, noun: Element, reporter: _Reporter) -> None:
    line = stage.line
    try:
        socket = await open_socket(line, noun.attrib["url"], "stream")
    except SocketRefused as refusal:
        raise StreamFailed(_REFUSED, str(refusal)) from refusal
    async with socket:
        reporter.tell("stream-started")
        parameters = {each.attrib["name"]: each.get("value", "") for each in noun.iter("Parameter")}
        await StreamSession(line, socket, reporter.sid).run(parameters)


def _check(noun: Element) -> None:
    if urlsplit(noun.attrib["url"]).query:
        raise TwimlError(31923, "A stream's url takes no query: use Parameter")
    if noun.get("track", "inbound_track") != "inbound_track":
        raise TwimlError(31941, "Connect streams take inbound_track only")
