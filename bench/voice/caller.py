"""Twilio's end of many calls at once, in real time; and what each waited.

Run as a process: reads its task as JSON from its input, writes what it measured to its output.
"""

import asyncio
import base64
import json
import sys
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import aiohttp
import uvloop

from bench.voice import delays
from providers.telephony.twilio.signature import sign
from simulator.sound import spoken
from voice.stream.activity import Activity
from voice.stream.patience import patience

_FRAME = 160
_QUIET = b"\xff" * _FRAME
_TAIL = 50
_GOLDEN = 0.618034
_GREETS_FOR = 0.6
"""Seconds of the greeting that are still held when its mark has come."""
_TURN = 4.0
"""Seconds from one sentence of a person to the next."""


@dataclass
class Measured:
    """Seconds: what we added to each answer, and how late each frame of sound was."""

    own: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    lost: int = 0


def _sentence() -> tuple[list[bytes], int]:
    """Frames of somebody who says something, and the frame after which it has ended, as our own
    ear judges it: what comes later is not our share."""
    sound = spoken("Sí, claro, me parece muy bien.").ulaw()
    frames = [sound[at : at + _FRAME].ljust(_FRAME, b"\xff") for at in range(0, len(sound), _FRAME)]
    activity, frames = Activity(lambda _: True), frames + [_QUIET] * _TAIL
    for frame in [_QUIET] * 50:
        activity.feed(frame)
    for place, frame in enumerate(frames):
        activity.feed(frame)
        if activity.speaking and activity.silent_frames * 0.02 >= patience(""):
            return frames, place
    raise AssertionError("nobody was heard")


def _media(frame: bytes) -> str:
    payload = base64.b64encode(frame).decode()
    return (
        f'{{"event":"media","streamSid":"MZ1","media":{{"track":"inbound","payload":"{payload}"}}}}'
    )


class Streamed:
    """A call over its own sound."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, found: Measured) -> None:
        self._socket, self._found = socket, found
        self._ended_at = 0.0  # of what the person said
        self._began_at = 0.0  # of what the agent says
        self._heard = 0
        self._is_greeted = False

    async def talk(self, until: float, offset: float) -> None:
        """Listen to the greeting, then say the sentence again and again, and listen."""
        sid = {"streamSid": "MZ1", "callSid": "CA1"}
        await self._socket.send_str('{"event":"connected","protocol":"Call","version":"1.0.0"}')
        await self._socket.send_str(
            json.dumps({"event": "start", "streamSid": "MZ1", "start": sid})
        )
        reader = asyncio.create_task(self._listen())
        frames, ends = _SENTENCE
        script = [_MEDIA_QUIET] * 50 + [_media(frame) for frame in frames]
        due, place = perf_counter() + offset, 0
        begins, whole = 50, len(script) + 100
        while due < until:
            await asyncio.sleep(due - perf_counter())
            if self._is_greeted:
                place += 1
            at = place % whole
            await self._socket.send_str(script[at] if at < len(script) else _MEDIA_QUIET)
            if at == begins + ends:
                if self._ended_at:
                    self._found.lost += 1
                self._ended_at, self._began_at = perf_counter(), 0.0
            due += 0.02
        reader.cancel()

    def _greeted(self) -> None:
        self._is_greeted = True

    async def _listen(self) -> None:
        async for message in self._socket:
            text = message.data
            if text.startswith('{"event": "mark"'):
                await self._socket.send_str(text)
                asyncio.get_running_loop().call_later(_GREETS_FOR, self._greeted)
            if not text.startswith('{"event":"media"'):
                continue
            now, length = perf_counter(), (text.rfind('"') - text.find('payload":"') - 10) * 3 // 4
            if not self._began_at:
                self._began_at, self._heard = now, 0
                if self._ended_at:
                    fixed = delays.EAR + delays.MODEL + delays.VOICE
                    self._found.own.append(now - self._ended_at - fixed)
                    self._ended_at = 0.0
            elif self._heard:
                self._found.late.append(now - self._began_at - self._heard / 8000)
            self._heard += length


async def _stream(
    socket: aiohttp.ClientWebSocketResponse, found: Measured, until: float, offset: float
) -> None:
    await Streamed(socket, found).talk(until, offset)


async def _relay(
    socket: aiohttp.ClientWebSocketResponse, found: Measured, until: float, offset: float
) -> None:
    """A call in text: a prompt every four seconds, the time until its first token."""
    await socket.send_str(json.dumps({"type": "setup", "sessionId": "VX1", "callSid": "CA1"}))
    prompt = json.dumps({"type": "prompt", "voicePrompt": delays.HEARD, "last": True})
    await asyncio.sleep(offset)
    while perf_counter() < until:
        began = perf_counter()
        await socket.send_str(prompt)
        first = 0.0
        while True:
            told: dict[str, Any] = json.loads((await socket.receive()).data)
            first = first or perf_counter() - began
            if told.get("last"):
                break
        found.own.append(first - delays.MODEL)
        await asyncio.sleep(max(0.0, began + _TURN - perf_counter()))


async def _echo(
    socket: aiohttp.ClientWebSocketResponse, found: Measured, until: float, offset: float
) -> None:
    """Fifty frames a second, the fiftieth comes back."""
    await asyncio.sleep(offset)
    due, count = perf_counter(), 0
    while due < until:
        await asyncio.sleep(due - perf_counter())
        began = perf_counter()
        await socket.send_str(_MEDIA_QUIET)
        count, due = count + 1, due + 0.02
        if count % 50 == 0:
            await socket.receive()
            found.own.append(perf_counter() - began)


_WORK = {"stream": _stream, "relay": _relay, "echo": _echo}
_SENTENCE = _sentence()
_MEDIA_QUIET = _media(_QUIET)


async def main() -> None:
    """One round, as the task tells."""
    task = json.loads(sys.stdin.readline())
    found, count = Measured(), len(task["urls"])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        sockets = [
            await http.ws_connect(url, headers={"x-twilio-signature": sign(task["secret"], url)})
            for url in task["urls"]
        ]
        print("ready", flush=True)
        until = perf_counter() + task["seconds"]
        # Nobody's frames keep step with anybody else's.
        offsets = [_TURN * n / count + 0.02 * (n * _GOLDEN % 1) for n in range(count)]
        work = _WORK[task["kind"]]
        pairs = zip(sockets, offsets, strict=True)
        await asyncio.gather(*(work(socket, found, until, offset) for socket, offset in pairs))
        print(json.dumps({"own": found.own, "late": found.late, "lost": found.lost}), flush=True)
        await asyncio.gather(*(socket.close() for socket in sockets))


if __name__ == "__main__":
    uvloop.run(main())
