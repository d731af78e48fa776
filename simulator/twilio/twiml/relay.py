"""ConversationRelay: text to and from our socket, speech to and from the person."""

import asyncio
from collections.abc import Callable
from xml.etree.ElementTree import Element

from simulator.twilio.errors import MESSAGES
from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.sids import new_sid
from simulator.twilio.twiml.relay_session import RelayFailed, RelaySession
from simulator.twilio.twiml.relay_settings import RelaySettings, read_relay
from simulator.twilio.twiml.socket import SocketRefused, open_socket
from simulator.twilio.twiml.stage import Stage


async def relay(
    stage: Stage, noun: Element, tell_the_last: Callable[[dict[str, str]], None]
) -> dict[str, str]:
    """One session; what the action is told of its end."""
    line = stage.line
    line.drop_recordings_of_the_api()
    settings = read_relay(noun)
    session_id = new_sid("VX")
    began = line.seconds_talked()

    def told(status: str, **extra: str) -> dict[str, str]:
        seconds = max(0, line.seconds_talked() - began)
        return {
            "SessionId": session_id,
            "SessionStatus": status,
            "SessionDuration": str(seconds),
            **extra,
        }

    try:
        handoff = await _talk(stage, settings, session_id)
    except RelayFailed as failure:
        line.note_error(failure.code, str(failure))
        message = MESSAGES[failure.code]
        return told("failed", ErrorCode=str(failure.code), ErrorMessage=message)
    except CallerHungUp:
        tell_the_last(told("completed"))
        raise
    except asyncio.CancelledError:
        if line.is_ending:
            tell_the_last(told("completed"))
        raise
    return told("ended", **({} if handoff is None else {"HandoffData": handoff}))


async def _talk(stage: Stage, settings: RelaySettings, session_id: str) -> str | None:
    """The handoff data that our side ended the session with."""
    try:
        socket = await open_socket(stage.line, settings.url, "relay")
    except SocketRefused as refusal:
        raise RelayFailed(64102, str(refusal)) from refusal
    async with socket:
        session = RelaySession(stage.line, socket, settings, session_id)
        return await session.run()
