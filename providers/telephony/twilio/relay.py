"""ConversationRelay's messages, to frames and back.

What Twilio sends is read tolerantly (fields come as null, "", number or text, or not at all);
what we send is strict, for one message that fails Twilio's schema ends the session (64107).
"""

import json
from collections.abc import Callable
from typing import Any, Literal

from providers.telephony.frames import (
    Faulted,
    Finish,
    Hold,
    Inbound,
    Interrupted,
    Keyed,
    Keys,
    Language,
    Opened,
    Outbound,
    Speaking,
    Speech,
    Spoken,
)
from providers.telephony.twilio.locales import locale_of

Message = dict[str, Any]


def read(text: str) -> Inbound | None:
    """The frame of one message; None for one that says nothing to us, or is not to be read."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    reader = _READERS.get(_text(message, "type"))
    return reader(message) if reader else None


def write(frame: Outbound, *, country: str = "") -> str:
    """The message of one frame, for somebody in this country (ISO alpha-2)."""
    match frame:
        case Keys():
            message: Message = {"type": "sendDigits", "digits": frame.keys}
        case Hold():
            message = {"type": "play", "source": frame.url, "preemptible": True}
        case Language():
            locale = locale_of(frame.language, country)
            message = {"type": "language", "ttsLanguage": locale, "transcriptionLanguage": locale}
        case Speech():
            message = {"type": "text", "token": frame.text, "last": frame.last}
            if not frame.interruptible:
                message["interruptible"] = False
        case Finish():
            handoff = json.dumps(dict(frame.handoff), ensure_ascii=False)
            message = {"type": "end", "handoffData": handoff}
    return json.dumps(message, ensure_ascii=False)


def _opened(message: Message) -> Opened:
    return Opened(
        provider_id=_text(message, "callSid"),
        session_id=_text(message, "sessionId"),
        parameters=_parameters(message.get("customParameters")),
    )


def _spoken(message: Message) -> Spoken:
    return Spoken(
        text=_text(message, "voicePrompt").strip(),
        language=_text(message, "lang"),
        final=message.get("last") is not False,
    )


def _speaking(message: Message) -> Speaking | None:
    """`info`, of which only who is speaking concerns us. Not documented, but sent."""
    party = _PARTIES.get(_text(message, "name"))
    return Speaking(party, active=message.get("value") == "on") if party else None


_PARTIES: dict[str, Literal["agent", "person"]] = {
    "agentSpeaking": "agent",
    "clientSpeaking": "person",
}
_READERS: dict[str, Callable[[Message], Inbound | None]] = {
    "setup": _opened,
    "prompt": _spoken,
    "interrupt": lambda message: Interrupted(heard=_text(message, "utteranceUntilInterrupt")),
    "info": _speaking,
    "dtmf": lambda message: Keyed(digit=_text(message, "digit")[:1]),
    "error": lambda message: Faulted(description=_text(message, "description")),
}


def _text(message: Message, name: str) -> str:
    value = message.get(name)
    return value.replace("\0", "") if isinstance(value, str) else ""


def _parameters(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}
