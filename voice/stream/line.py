"""A media stream as a line: what ConversationRelay does for us elsewhere, done here.

Sound comes in and is listened to, words go out and are spoken; the session behind it knows no
difference. Where recognition or voice fails for good, the line ends, and `failure` says why: the
call goes on by webhooks.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from providers.errors import ProviderError
from providers.speech import base
from providers.telephony.frames import (
    Finish,
    Inbound,
    Interrupted,
    Keyed,
    Keys,
    Language,
    Opened,
    Outbound,
    Played,
    Speech,
)
from providers.telephony.twilio import media
from voice.stream.activity import Classify
from voice.stream.listener import Listener
from voice.stream.speaker import Speaker
from voice.wire import Wire

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Who listens and speaks on a line: `voices` by language, `language` at first. `speed` is how
    fast the world runs (a rehearsal's may)."""

    speech: base.Speech
    voices: Mapping[str, str]
    language: str
    classify: Classify
    speed: float = 1.0

    def mouth(self, language: str) -> Callable[[], Awaitable[base.Mouth]]:
        """How to open its voice in a language."""
        voice = self.voices.get(language) or self.voices[self.language]
        return lambda: self.speech.voice(voice=voice, language=language)

    def ear(self, language: str) -> Callable[[], Awaitable[base.Ear]]:
        """How to open its recognition of a language."""
        return lambda: self.speech.listen(language=language)


class StreamLine:
    """A `Line`, between `async with` and its end; no task or connection outlives that.

    `greeting` is spoken as soon as the stream is open. `finished` is awaited when the agent has
    ended the conversation, before the socket is closed.
    """

    def __init__(
        self,
        wire: Wire,
        sounds: Sounds,
        *,
        greeting: str,
        finished: Callable[[], Awaitable[None]],
    ) -> None:
        self.failure = ""
        self._is_over = False
        self._wire = wire
        self._greeting = greeting
        self._finished = finished
        self._frames: asyncio.Queue[Inbound | None] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._sounds = sounds
        self._speaker = Speaker(
            open_mouth=sounds.mouth(sounds.language),
            send=wire.send,
            tell=self._frames.put_nowait,
            lost=self._lose,
            speed=sounds.speed,
        )
        self._listener = Listener(
            open_ear=sounds.ear(sounds.language),
            classify=sounds.classify,
            speaker=self._speaker,
            tell=self._frames.put_nowait,
            lost=self._lose,
            language=sounds.language,
            speed=sounds.speed,
        )

    async def __aenter__(self) -> Self:
        self._begin(self._read, "line")
        self._begin(self._speaker.sound, "voice")
        self._begin(self._listener.send, "ear")
        self._begin(self._listener.understand, "ear")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._speaker.close()
        self._listener.close()

    async def __aiter__(self) -> AsyncIterator[Inbound]:
        """Frames until the other side has gone, or the line has failed."""
        while (frame := await self._frames.get()) is not None:
            yield frame

    async def send(self, frame: Outbound) -> None:
        """See `Line.send`."""
        if isinstance(frame, Speech):
            await self._speaker.speak(frame)
        elif isinstance(frame, Keys):
            await self._speaker.press(frame.keys)
        elif isinstance(frame, Language):
            self._speaker.change(self._sounds.mouth(frame.language))
            self._listener.change(self._sounds.ear(frame.language), frame.language)
        elif isinstance(frame, Finish):
            await self._finished()
            await self.close()

    async def close(self, code: int = 1000) -> None:
        """Put down our end: the provider goes on with what it was told to do after the stream."""
        await self._wire.close(code)

    async def _read(self) -> None:
        self._wire.hand_to(self._hear)
        async for text in self._wire:
            frame = media.read(text)
            if isinstance(frame, bytes):
                if self._listener.feed(frame):
                    await self._listener.take_floor()
            elif frame is not None:
                await self._take(frame)
        self._frames.put_nowait(None)

    def _hear(self, text: str) -> bool:
        """A text as the server reads it: the person's sound is listened to on the spot."""
        sound = media.sound_of(text)
        if sound is None or self._is_over:
            return False
        try:
            wants_floor = self._listener.feed(sound)
        except Exception:  # one line must not touch the others
            logger.exception("stream_failed")
            self._lose("line")
            return True
        if wants_floor:
            self._begin(self._listener.take_floor, "line")
        return True

    async def _take(self, frame: Inbound) -> None:
        match frame:
            case Opened(session_id=stream) if stream and not self._speaker.stream:
                self._speaker.stream = stream
                self._begin(self._speaker.pace, "line")
                self._frames.put_nowait(frame)
                if self._greeting:
                    self._begin(self._greet, "voice")
            case Keyed():
                await self._listener.take_floor()
                self._frames.put_nowait(frame)
            case Played(mark=mark):
                self._speaker.played(mark)

    async def _greet(self) -> None:
        await self._speaker.speak(Speech(self._greeting, last=True))

    def _begin(self, work: Callable[[], Awaitable[None]], part: str) -> None:
        self._tasks.append(asyncio.create_task(self._watch(work, part), name=f"stream {part}"))

    async def _watch(self, work: Callable[[], Awaitable[None]], part: str) -> None:
        """One of the line's own tasks: whatever fails in it ends the line, and nothing else."""
        try:
            await work()
        except ProviderError as error:
            self._lose(f"{part}:{error.code or type(error).__name__}")
        except Exception:  # one line must not touch the others
            logger.exception("stream_failed")
            self._lose(part)

    def _lose(self, failure: str) -> None:
        """The line can't go on: what was heard until now was heard, then it ends."""
        if self.failure:
            return
        self.failure = failure
        logger.warning("stream_lost", extra={"failure": failure})
        heard = self._speaker.heard()
        if heard is not None:
            self._frames.put_nowait(Interrupted(heard))
        self._frames.put_nowait(None)
