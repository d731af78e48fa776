"""Twilio's end of many calls at once, in real time; and what each waited.

Run as a process: reads its task as JSON from its input, writes what it measured to its output.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

import aiohttp
import uvloop

from bench.voice import delays
from bench.voice.person import QUIET, Sentence, sentence
from providers.telephony.twilio.signature import sign

_GOLDEN = 0.618034
_GREETS_FOR = 0.6
"""Seconds of the greeting that are still held when its mark has come."""
_PAUSE, _REST = 50, 100
"""Frames of silence before somebody's sentence, and after it."""
_AT_ONCE = 16
"""Lines that are being opened at the same time."""

Socket = aiohttp.ClientWebSocketResponse


@dataclass
class Measured:
    """Seconds: what we added to each answer, how late each portion of sound was, and how long it
    took to fall silent. `lost` turns were not answered."""

    own: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    silent: list[float] = field(default_factory=list)
    lost: int = 0


class Streamed:
    """A call over its own sound. Who `cuts_in` speaks as soon as the agent does."""

    def __init__(self, socket: Socket, found: Measured, *, cuts_in: bool) -> None:
        self._socket, self._found, self._cuts_in = socket, found, cuts_in
        self._ended_at = 0.0  # of what the person said
        self._cut_in_at = 0.0
        self._began_at = 0.0  # of what the agent says
        self._heard = 0
        self._is_greeted = False
        self._place = 0

    async def talk(self, said: Sentence, until: float, offset: float) -> None:
        """Listen to the greeting, then say the sentence again and again, and listen."""
        sid = {"streamSid": "MZ1", "callSid": "CA1"}
        await self._socket.send_str('{"event":"connected","protocol":"Call","version":"1.0.0"}')
        await self._socket.send_str(
            json.dumps({"event": "start", "streamSid": "MZ1", "start": sid})
        )
        reader = asyncio.create_task(self._listen())
        script = [QUIET] * _PAUSE + said.messages
        due = perf_counter() + offset
        while due < until:
            await asyncio.sleep(due - perf_counter())
            at = self._place
            await self._socket.send_str(script[at] if at < len(script) else QUIET)
            if at == _PAUSE + said.ends:
                self._found.lost += self._ended_at > 0
                self._ended_at, self._began_at = perf_counter(), 0.0
            elif at == _PAUSE + said.cuts_in and self._cuts_in and self._began_at:
                self._cut_in_at = perf_counter()
            if self._is_greeted:
                self._place = (self._place + 1) % (len(script) + _REST)
            due += 0.02
        reader.cancel()

    def _greeted(self) -> None:
        self._is_greeted = True

    async def _listen(self) -> None:
        async for message in self._socket:
            text, now = message.data, perf_counter()
            if text.startswith('{"event":"media"'):
                self._hear((text.rfind('"') - text.find('payload":"') - 10) * 3 // 4, now)
            elif text.startswith('{"event": "mark"'):
                await self._socket.send_str(text)
                if not self._is_greeted:
                    asyncio.get_running_loop().call_later(_GREETS_FOR, self._greeted)
            elif text.startswith('{"event":"clear"') and self._cut_in_at:
                self._found.silent.append(now - self._cut_in_at)
                self._cut_in_at = 0.0

    def _hear(self, length: int, now: float) -> None:
        if not self._began_at:
            self._began_at, self._heard = now, 0
            if self._ended_at:
                fixed = delays.EAR + delays.MODEL + delays.VOICE
                self._found.own.append(now - self._ended_at - fixed)
                self._ended_at = 0.0
                if self._cuts_in:
                    self._place = _PAUSE
        elif self._heard:
            self._found.late.append(now - self._began_at - self._heard / 8000)
        self._heard += length


async def _stream(socket: Socket, found: Measured, task: "Task", offset: float) -> None:
    talking = Streamed(socket, found, cuts_in=task.kind == "cut_in")
    await talking.talk(_SENTENCE, task.until, offset)


async def _relay(socket: Socket, found: Measured, task: "Task", offset: float) -> None:
    """A call in text: a prompt every turn, the time until its first token."""
    await asyncio.sleep(offset)
    while perf_counter() < task.until:
        began = perf_counter()
        found.own.append(await _answered(socket) - delays.MODEL)
        await asyncio.sleep(max(0.0, began + task.turn - perf_counter()))


async def _answered(socket: Socket) -> float:
    """Seconds from a prompt to the first token of its answer, which is heard to its end."""
    began, first = perf_counter(), 0.0
    await socket.send_str(_PROMPT)
    while True:
        told: dict[str, Any] = json.loads((await socket.receive()).data)
        first = first or perf_counter() - began
        if told.get("last"):
            return first


async def _echo(socket: Socket, found: Measured, task: "Task", offset: float) -> None:
    """Fifty frames a second, the fiftieth comes back."""
    await asyncio.sleep(offset)
    due, count = perf_counter(), 0
    while due < task.until:
        await asyncio.sleep(due - perf_counter())
        began = perf_counter()
        await socket.send_str(QUIET)
        count, due = count + 1, due + 0.02
        if count % 50 == 0:
            await socket.receive()
            found.own.append(perf_counter() - began)


async def _echo_text(socket: Socket, found: Measured, task: "Task", offset: float) -> None:
    """A prompt every turn, which comes back."""
    await asyncio.sleep(offset)
    while perf_counter() < task.until:
        began = perf_counter()
        await socket.send_str(_PROMPT)
        await socket.receive()
        found.own.append(perf_counter() - began)
        await asyncio.sleep(max(0.0, began + task.turn - perf_counter()))


@dataclass
class Task:
    """One round: what kind of calls, to where, how long (seconds), and how often a person speaks
    on a relay."""

    kind: str
    urls: list[str]
    seconds: float
    secret: str
    turn: float
    until: float = 0.0


Work = Callable[[Socket, Measured, Task, float], Awaitable[None]]
_WORK: dict[str, Work] = {
    "stream": _stream,
    "cut_in": _stream,
    "relay": _relay,
    "echo of a stream": _echo,
    "echo of a relay": _echo_text,
}
_SENTENCE = sentence()
_PROMPT = json.dumps({"type": "prompt", "voicePrompt": delays.HEARD, "last": True})


async def _open(http: aiohttp.ClientSession, task: Task, url: str) -> Socket:
    """A line; one in text has been talked on when it is given back, so it is really open."""
    socket = await http.ws_connect(url, headers={"x-twilio-signature": sign(task.secret, url)})
    if task.kind == "relay":
        setup = {"type": "setup", "sessionId": "VX1", "callSid": "CA1"}
        await socket.send_str(json.dumps(setup))
        await _answered(socket)
    return socket


async def main() -> None:
    """One round, as the task tells."""
    task = Task(**json.loads(sys.stdin.readline()))
    found, count, gate = Measured(), len(task.urls), asyncio.Semaphore(_AT_ONCE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

        async def opened(url: str) -> Socket:
            async with gate:
                return await _open(http, task, url)

        sockets = await asyncio.gather(*map(opened, task.urls))
        print("ready", flush=True)
        task.until = perf_counter() + task.seconds
        # Nobody's frames keep step with anybody else's.
        offsets = [task.turn * n / count + 0.02 * (n * _GOLDEN % 1) for n in range(count)]
        pairs = zip(sockets, offsets, strict=True)
        await asyncio.gather(*(_WORK[task.kind](each, found, task, at) for each, at in pairs))
        print(json.dumps(asdict(found)), flush=True)
        await asyncio.gather(*(socket.close() for socket in sockets))


if __name__ == "__main__":
    uvloop.run(main())
