"""Twilio's end of a media stream, played by a test, at the speed of the machine: time is counted
in frames there, and nobody waits for it."""

import asyncio
import base64
import json
import time
from functools import cache
from types import TracebackType
from typing import Any, Self

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from providers.speech.base import ULAW, Voicing
from providers.speech.registry import Account, close_speech, speech_for
from providers.telephony.twilio.signature import sign
from voice.stream.playout import AHEAD
from voice.tests.peer import SECRET, WAIT

_FRAME = 160
_QUIET = b"\xff" * _FRAME
_PAUSE = 110
"""Frames of silence (2.2 s) after what is said: longer than any patience."""


class Caller:
    """One stream, from its handshake on."""

    def __init__(self, url: str) -> None:
        headers = {"x-twilio-signature": sign(SECRET, url)}
        self._socket = connect(url, additional_headers=headers, open_timeout=WAIT)
        self._send(event="connected", protocol="Call", version="1.0.0")
        start = {"streamSid": "MZ1", "callSid": "CA1"}
        self._send(event="start", streamSid="MZ1", start=start)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def speaks(self, sound: bytes) -> None:
        """Say it, and be silent then."""
        self.begins(sound)
        self.pauses()

    def begins(self, sound: bytes) -> None:
        """Say it, and perhaps more."""
        frames = [sound[at : at + _FRAME] for at in range(0, len(sound), _FRAME)]
        self._sounds([_QUIET] * 50 + frames)

    def pauses(self) -> None:
        """Say nothing, for longer than anybody takes for breath."""
        self._sounds([_QUIET] * _PAUSE)

    def _sounds(self, frames: list[bytes]) -> None:
        for frame in frames:
            payload = base64.b64encode(frame.ljust(_FRAME, b"\xff")).decode()
            self._send(event="media", streamSid="MZ1", media={"payload": payload})

    def hears(self) -> bytes:
        """The next sound. Marks come back as soon as they are asked for."""
        while True:
            message = json.loads(self._socket.recv(timeout=WAIT))
            if message["event"] == "media":
                return base64.b64decode(message["media"]["payload"])
            if message["event"] == "mark":
                self._send(**message)

    def hears_all(self) -> None:
        """What is being said, to its end: when the mark comes, the last of it is still to be
        played."""
        while (message := json.loads(self._socket.recv(timeout=WAIT)))["event"] != "mark":
            pass
        time.sleep(AHEAD)
        self._send(**message)

    def is_let_go(self) -> int:
        """With which code our end puts the line down; what was said before is not listened to."""
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                self._socket.recv(timeout=WAIT)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code

    def drops(self) -> None:
        """The network fails: no closing handshake."""
        self._socket.socket.close()

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message, separators=(",", ":")))


@cache
def spoken(text: str, address: str) -> bytes:
    """How somebody says it (µ-law); the simulator at `address` speaks, and understands it."""

    async def ask() -> bytes:
        account = Account(api_key="of-the-simulator", base_url=address, is_rehearsal=True)
        speech = speech_for(account)
        voice = (await speech.voices())[0].id
        voicing = Voicing(voice=voice, model="eleven_flash_v2_5", language="es", format=ULAW)
        try:
            return (await speech.speak(text, voicing)).audio
        finally:
            await close_speech()

    return asyncio.run(ask())
