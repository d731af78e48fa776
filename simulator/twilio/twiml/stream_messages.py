"""The JSON of a media stream: what Twilio sends, exactly, and what it takes from us."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from simulator.twilio.call import Call


class BadMessage(ValueError):
    """We sent what Twilio does not take."""


@dataclass(frozen=True, slots=True)
class Media:
    """µ-law bytes to be played, in order of arrival."""

    sound: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Forget what has not been played yet."""


def read_message(text: str, stream_sid: str) -> Media | Mark | Clear:
    """Raises BadMessage naming what is wrong."""
    try:
        message = json.loads(text)
    except ValueError as error:
        raise BadMessage("the message is not JSON") from error
    if not isinstance(message, dict):
        raise BadMessage("the message is not an object")
    if message.get("streamSid") != stream_sid:
        raise BadMessage("streamSid is not this stream's")
    event = message.get("event")
    if event == "media":
        return Media(_payload(_part(message, "media", "payload")))
    if event == "mark":
        return Mark(_part(message, "mark", "name"))
    if event == "clear":
        return Clear()
    raise BadMessage("event must be media, mark or clear")


def _part(message: dict[str, Any], name: str, field: str) -> str:
    value = message[name].get(field) if isinstance(message.get(name), dict) else None
    if not isinstance(value, str):
        raise BadMessage(f"{name}.{field} must be text")
    return value


def _payload(text: str) -> bytes:
    try:
        sound = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadMessage("media.payload is not base64") from error
    if sound[:4] == b"RIFF":
        raise BadMessage("media.payload has a file's header")
    return sound


class Outgoing:
    """Builds Twilio's messages, numbered; the numbers are strings."""

    CONNECTED = '{"event":"connected","protocol":"Call","version":"1.0.0"}'

    def __init__(self, call: Call, stream_sid: str) -> None:
        self._call = call
        self._sid = stream_sid
        self._sequence = 0
        self._chunk = 0
        self._milliseconds = 0

    def start(self, parameters: dict[str, str]) -> str:
        start = {
            "accountSid": self._call.account_sid,
            "streamSid": self._sid,
            "callSid": self._call.sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": parameters,
        }
        return self._message("start", start)

    def media(self, frame: bytes) -> str:
        """20 ms of the person's side. Fifty a second for each call: written out by hand."""
        self._sequence += 1
        self._chunk += 1
        payload = base64.b64encode(frame).decode()
        text = (
            f'{{"event":"media","sequenceNumber":"{self._sequence}","media":{{"track":"inbound",'
            f'"chunk":"{self._chunk}","timestamp":"{self._milliseconds}","payload":"{payload}"}},'
            f'"streamSid":"{self._sid}"}}'
        )
        self._milliseconds += len(frame) // 8
        return text

    def dtmf(self, digit: str) -> str:
        return self._message("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        return self._message("mark", {"name": name})

    def stop(self) -> str:
        sids = {"accountSid": self._call.account_sid, "callSid": self._call.sid}
        return self._message("stop", sids)

    def _message(self, event: str, part: dict[str, Any]) -> str:
        self._sequence += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sequence),
            "streamSid": self._sid,
            event: part,
        }
        return json.dumps(message, ensure_ascii=False)
