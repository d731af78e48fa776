"""Media Streams' messages: sound of 20 ms in, sound and marks out.

Sound comes fifty times a second for each call: its messages are not parsed as JSON, only the
payload is cut out of them. Everything else is read tolerantly, as the relay's messages are.
"""

import binascii
import json
from collections.abc import Callable
from typing import Any

from providers.telephony.frames import Inbound, Keyed, Opened, Played

FRAME = 160
"""Bytes of 20 ms of µ-law: the unit in which a telephone's sound comes and goes."""

_MEDIA = '{"event":"media"'
_CLEAR = '{"event":"clear"'
_PAYLOAD = '"payload":"'


def sound_of(text: str) -> bytes | None:
    """The person's sound in a message; None for a message of another kind."""
    if not text.startswith(_MEDIA):
        return None
    start = text.find(_PAYLOAD) + len(_PAYLOAD)
    end = text.find('"', start)
    if start < len(_PAYLOAD) or end < 0:
        return None
    try:
        return binascii.a2b_base64(text[start:end])
    except ValueError:
        return None


def read(text: str) -> Inbound | bytes | None:
    """The frame of one message, or its sound; None for one that says nothing to us."""
    sound = sound_of(text)
    if sound is not None:
        return sound
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict):
        return None
    reader = _READERS.get(_text(message, "event"))
    return reader(message) if reader else None


def media(stream: str, sound: bytes) -> str:
    """Sound to be played after what is queued already; base64 and sids need no escaping."""
    payload = binascii.b2a_base64(sound, newline=False).decode("ascii")
    return f'{{"event":"media","streamSid":"{stream}","media":{{"payload":"{payload}"}}}}'


def mark(stream: str, name: str) -> str:
    """Comes back as `Played` when what was queued before it has been heard, or was cleared."""
    return json.dumps({"event": "mark", "streamSid": stream, "mark": {"name": name}})


def clear(stream: str) -> str:
    """Forget what was queued and has not been heard."""
    return f'{_CLEAR},"streamSid":"{stream}"}}'


def is_clear(text: str) -> bool:
    """Whether that is what a message says."""
    return text.startswith(_CLEAR)


def _opened(message: dict[str, Any]) -> Opened:
    start = _part(message, "start")
    parameters = start.get("customParameters")
    texts = parameters.items() if isinstance(parameters, dict) else ()
    return Opened(
        provider_id=_text(start, "callSid"),
        session_id=_stream(start) or _stream(message),
        parameters={name: text for name, text in texts if isinstance(text, str)},
    )


def _stream(part: dict[str, Any]) -> str:
    """A stream's sid, as letters and digits: it is written into messages unescaped."""
    sid = _text(part, "streamSid")
    return sid if sid.isascii() and sid.isalnum() else ""


def _sound(payload: Any) -> bytes | None:
    try:
        return binascii.a2b_base64(payload) if isinstance(payload, str) else None
    except ValueError:
        return None


def _part(message: dict[str, Any], name: str) -> dict[str, Any]:
    part = message.get(name)
    return part if isinstance(part, dict) else {}


def _text(message: dict[str, Any], name: str) -> str:
    value = message.get(name)
    return value.replace("\0", "") if isinstance(value, str) else ""


_READERS: dict[str, Callable[[dict[str, Any]], Inbound | bytes | None]] = {
    "start": _opened,
    "media": lambda message: _sound(_part(message, "media").get("payload")),
    "mark": lambda message: Played(_text(_part(message, "mark"), "name")),
    "dtmf": lambda message: Keyed(digit=_text(_part(message, "dtmf"), "digit")[:1]),
}
