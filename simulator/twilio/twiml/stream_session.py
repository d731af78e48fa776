"""The conversation on one stream: sound out, sound in, every 20 ms."""

import asyncio
import contextlib
import hashlib
import math

import aiohttp

from simulator.people import CutIn, Heard, Murmur, Reaction
from simulator.sound import telephoned
from simulator.sound.tones import beep, fax, noise
from simulator.sound.ulaw import FRAME, SILENCE, to_ulaw
from simulator.twilio.hangup import CallerHungUp
from simulator.twilio.line import Line
from simulator.twilio.tape import AGENT, PERSON
from simulator.twilio.twiml.playout import Mouth, Playout, is_loud
from simulator.twilio.twiml.socket import Socket
from simulator.twilio.twiml.stream_messages import (
    BadMessage,
    Clear,
    Mark,
    Media,
    Outgoing,
    read_message,
)

_FRAME_SECONDS = 0.02
# A faster world sends several frames at once rather than wake more often than this.
_SHORTEST_SLEEP = 0.01
# So much silence after the agent's words tells a person that it is their turn.
_ENDPOINT = 0.7
# A person waits this long for an answer before asking whether anyone is there.
_PATIENCE = 12.0
_BREATH = 0.3
_BETWEEN_KEYS = 0.3
# Frames of loud sound without words after which a person has heard something.
_NOTICED = 20
# How a socket ends when our side closes it; anything else is a broken connection.
_ORDINARY = frozenset((1000, 1001, 1005))


class StreamFailed(Exception):
    """The stream ended by a fault; `code` is Twilio's."""

    def __init__(self, code: int, what: str) -> None:
        super().__init__(what)
        self.code = code


class _SocketGone(Exception):
    """There is nobody to send to any more."""


class StreamSession:
    """One socket. `run` returns when our side closes it; raises StreamFailed or CallerHungUp."""

    def __init__(self, line: Line, socket: Socket, stream_sid: str) -> None:
        self._line = line
        self._socket = socket
        self._sid = stream_sid
        self._out = Outgoing(line.call, stream_sid)
        self._playout = Playout()
        self._mouth = Mouth(_room(line))
        self._ticked = asyncio.Event()
        self._text: list[str] = []  # heard and not yet reacted to
        self._loud_frames = 0
        self._sounded_at = asyncio.get_running_loop().time()
        self._cut: CutIn | None = None
        self._murmur: Murmur | None = None
        self._turns = 0
        self._is_broken = False
        # Sound is kept only where somebody wants it.
        self._tracks = (
            (line.tape.sound(PERSON), line.tape.sound(AGENT)) if line.recordings else None
        )

    async def run(self, parameters: dict[str, str]) -> None:
        await self._send(self._out.CONNECTED)
        await self._send(self._out.start(parameters))
        work = [
            asyncio.create_task(each) for each in (self._read(), self._flow(), self._converse())
        ]
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            with contextlib.suppress(_SocketGone):
                for task in done:
                    task.result()
            # The reader knows how the socket ended.
            await asyncio.wait(work[:1], timeout=1)
            work[0].result()
            if self._is_broken or self._socket.close_code not in _ORDINARY:
                raise StreamFailed(31921, "the connection broke")
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            await self._stop()

    async def _stop(self) -> None:
        if self._socket.closed:
            return
        with contextlib.suppress(_SocketGone, TimeoutError):
            async with asyncio.timeout(1):
                await self._send(self._out.stop())

    # --- the wire

    async def _read(self) -> None:
        async for frame in self._socket:
            if frame.type is not aiohttp.WSMsgType.TEXT:
                raise StreamFailed(31924, "the message is not text")
            try:
                message = read_message(frame.data, self._sid)
            except BadMessage as error:
                raise StreamFailed(31924, str(error)) from error
            await self._take(message)

    async def _take(self, message: Media | Mark | Clear) -> None:
        if isinstance(message, Media):
            self._playout.add(message.sound)
        elif isinstance(message, Mark):
            self._playout.mark(message.name)
        else:
            for name in self._playout.clear():
                await self._send(self._out.mark(name))

    async def _flow(self) -> None:
        """Sends and plays 20 ms at a time, on time: what one sleep overslept, the next makes up."""
        loop = asyncio.get_running_loop()
        clock = self._line.world.clock
        due = loop.time()
        while True:
            frames = max(1, math.ceil(_SHORTEST_SLEEP * clock.speed / _FRAME_SECONDS))
            for _ in range(frames):
                await self._send(self._out.media(self._frame()))
                for name in self._playout.passed_marks():
                    await self._send(self._out.mark(name))
            self._line.note_passed(frames * _FRAME_SECONDS)
            self._ticked.set()
            due += clock.wall_seconds(frames * _FRAME_SECONDS)
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _frame(self) -> bytes:
        """One frame of the person's, while they hear one of ours."""
        played = self._playout.play(FRAME)
        if played:
            self._hear(played)
        said = self._mouth.frame(FRAME)
        if self._tracks is not None:
            self._tracks[0].extend(said)
            self._tracks[1].extend(played.ljust(FRAME, SILENCE))
        return said

    async def _send(self, text: str) -> None:
        try:
            await self._socket.send_str(text)
        except (aiohttp.ClientError, ConnectionError) as error:
            raise _SocketGone from error

    # --- the ear

    def _hear(self, played: bytes) -> None:
        words = self._playout.words(played)
        if is_loud(played):
            self._sounded_at = asyncio.get_running_loop().time()
            self._loud_frames += 1
        if not words:
            return
        if not self._text:
            person, turn = self._line.person, self._line.turn
            self._cut, self._murmur = person.cuts_in(turn), person.murmurs(turn)
            self._line.turn += 1
        self._text += [word.text for word in words]
        if self._murmur and self._heard_length() >= self._murmur.after:
            self._mouth.say(telephoned(self._murmur.say, self._line.call.to))
            self._murmur = None

    def _heard_length(self) -> int:
        return sum(len(word) + 1 for word in self._text)

    async def _listen(self) -> Reaction | Heard:
        """What was heard once the agent has finished, or the reaction that cut them short."""
        clock, loop = self._line.world.clock, asyncio.get_running_loop()
        since = loop.time()
        while True:
            if self._cut and self._heard_length() >= self._cut.after:
                reaction = self._cut.reaction
                self._forget()
                return reaction
            quiet = loop.time() - max(self._sounded_at, since)
            noticed = self._text or self._loud_frames > _NOTICED
            if noticed and not self._playout and quiet >= clock.pause(_ENDPOINT):
                text, played = " ".join(self._text), not self._text
                self._forget()
                return Heard(text, played=played)
            if not noticed and quiet >= clock.patience(_PATIENCE):
                return Heard("", waited=_PATIENCE)
            await self._tick()

    def _forget(self) -> None:
        self._text = []
        self._loud_frames = 0
        self._cut = self._murmur = None

    # --- the person

    async def _converse(self) -> None:
        await self._greet()
        while True:
            heard = await self._listen()
            if isinstance(heard, Reaction):
                await self._react(heard)
                continue
            reaction = await self._line.person.converse(heard)
            await self._pass(_BREATH + (reaction.after if reaction.say else 0.0))
            await self._react(reaction)

    async def _greet(self) -> None:
        line, pickup = self._line, self._line.pickup
        if line.greeted:
            return
        line.greeted = True
        if pickup.answered_by == "fax":
            await self._sound(to_ulaw(fax()))
        if hello := line.person.hello():
            await self._pass(0.8)
            await self._say(hello)
        if pickup.answered_by == "machine" and pickup.ending == "beep":
            await self._sound(to_ulaw(beep()))

    async def _react(self, reaction: Reaction) -> None:
        if reaction.say:
            await self._say(reaction.say)
            self._turns += 1
        for digit in reaction.digits:
            await self._pass(_BETWEEN_KEYS)
            await self._send(self._out.dtmf(digit))
        if reaction.hang_up:
            raise CallerHungUp
        fault = None
        if reaction.say:
            fault = self._line.world.faults.take("stream_live", number=self._line.call.to)
        if fault and self._turns >= fault.turns:
            await self._break()

    async def _break(self) -> None:
        """The network between us fails."""
        self._is_broken = True
        await self._socket.close(code=aiohttp.WSCloseCode.GOING_AWAY)
        raise StreamFailed(31921, "the connection broke")

    async def _say(self, text: str) -> None:
        await self._sound(await asyncio.to_thread(telephoned, text, self._line.call.to))

    async def _sound(self, sound: bytes) -> None:
        """Until the last of it has left the mouth."""
        self._mouth.say(sound)
        while self._mouth:
            await self._tick()

    async def _pass(self, seconds: float) -> None:
        """Time that the flow counts."""
        await self._line.world.clock.sleep(seconds)

    async def _tick(self) -> None:
        self._ticked.clear()
        await self._ticked.wait()


def _room(line: Line) -> bytes:
    level = line.person.noise
    if not level:
        return b""
    seed = int.from_bytes(hashlib.blake2b(line.call.to.encode(), digest_size=4).digest())
    return to_ulaw(noise(3.0, level, seed))
