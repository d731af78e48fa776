"""The agent's side of a stream: words in, sound out, on time; and silence at once when the person
cuts in.

Words become clauses, clauses an utterance of the voice, its sound portions of the playout. What
an agent says in one turn is a stretch; guarded words (the disclosure) are an utterance of their
own, which nothing cuts.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import perf_counter

from conversations.speech import Clauses
from providers.errors import ProviderError
from providers.speech.base import Mouth, Utterance
from providers.telephony.frames import Audible, Inbound, Speaking, Speech
from providers.telephony.twilio import media
from voice.alarm import Alarm
from voice.stream.bell import Bell
from voice.stream.playout import Playout
from voice.stream.saying import Saying
from voice.stream.tones import tones_of

BYTES_A_SECOND = 8000
SOUNDS_WITHIN = 1.5
"""Seconds that a voice may take for its first sound, and at its end: then it has failed."""
_TOLD = -1.0
_LETTERS_PER_BYTE = 14.0 / BYTES_A_SECOND

Open = Callable[[], Awaitable[Mouth]]


class Speaker:
    """`send` writes a message to the socket, `tell` a frame to the session, `lost` says that the
    voice has failed. `speed` is how fast the world runs."""

    def __init__(
        self,
        *,
        open_mouth: Open,
        send: Callable[[str], Awaitable[None]],
        tell: Callable[[Inbound], None],
        lost: Callable[[str], None],
        speed: float = 1.0,
    ) -> None:
        self._open = open_mouth
        self._send = send
        self._tell = tell
        self._lost = lost
        self._now = asyncio.get_running_loop().time
        self._playout = Playout(BYTES_A_SECOND * speed)
        self._due = Bell()  # for the pace
        self._wanted = Bell()  # for the sound
        self._mouth: asyncio.Future[Mouth] = asyncio.get_running_loop().create_future()
        self._is_changing = False  # another mouth is wanted
        self._stalled = Alarm(lambda: self._lost("voice_stalled"))
        self._turn = asyncio.Lock()
        self._clauses = Clauses()
        self._queue: deque[Saying] = deque()  # those whose sound is still being made
        self._said: list[Saying] = []  # those of the stretch
        self._stretch = 0
        self._is_open = False  # a stretch has begun, and its end has not come
        self._is_deaf = False  # it was cut: the rest of it is not said
        self._asked_at = 0.0
        self._is_speaking = False
        self._mark_due = False
        self.stream = ""

    # --- What the session says

    async def speak(self, speech: Speech) -> None:
        """Words, as they come. Never raises: a voice that fails is told to `lost`."""
        if self._is_deaf:
            self._is_deaf = not speech.last
            return
        try:
            async with self._turn:
                if speech.text:
                    await self._add(speech)
                if speech.last:
                    await self._finish()
        except ProviderError as error:
            self._lost(f"voice:{error.code}")

    async def press(self, keys: str) -> None:
        """Keys, as their tones, after what has been made so far."""
        self._playout.add(tones_of(keys))
        self._playout.end()
        self._due.ring()

    def change(self, open_mouth: Open) -> None:
        """Speak through another mouth, after what was begun with this one."""
        self._open, self._is_changing = open_mouth, True
        self._forget_mouth()
        self._wanted.ring()

    async def interrupt(self) -> str | None:
        """Fall silent, but for what is guarded. What was heard of the stretch; None where nothing
        was being said."""
        now, heard = self._now(), self.heard()
        if heard is None:
            return None
        guarded = self._guarded(now)
        keep = guarded.end if guarded and guarded.is_made else 0
        unwanted = [each for each in self._queue if each is not guarded]
        if guarded is None or guarded.is_made:
            self._playout.clear(now, keep=keep)
        self._queue = deque(each for each in self._queue if each is guarded)
        self._said = [guarded] if guarded else []
        self._is_deaf, self._is_open = self._is_open, False
        self._clauses = Clauses()
        self._stalled.clear()
        if guarded is None:
            self._is_speaking = self._mark_due = False
            await self._send(media.clear(self.stream))
        for saying in unwanted:
            if saying.voice is not None:
                await saying.voice.drop()
        return heard

    def heard(self) -> str | None:
        """What was heard so far of what is being said; None where nothing is."""
        return self._heard(self._playout.played(self._now())) if self.is_busy else None

    def close(self) -> None:
        """Nothing rings any more."""
        self._stalled.clear()
        self._mouth.cancel()

    @property
    def is_busy(self) -> bool:
        """Whether something is being said, or about to be."""
        return bool(self._queue) or self._playout.rest(self._now()) > 0

    @property
    def is_greeting(self) -> bool:
        """Whether the first that is ever said has not been heard to its end."""
        return self._stretch <= 1 and (self.is_busy or not self._stretch)

    @property
    def rest(self) -> float:
        """Seconds of what was made and has not been heard."""
        return self._playout.rest(self._now())

    @property
    def is_guarded(self) -> bool:
        """Whether what is being said may not be cut."""
        return self._guarded(self._now()) is not None

    def played(self, mark: str) -> None:
        """A mark came back."""
        if mark == str(self._stretch) and self._is_speaking:
            self._is_speaking = False
            self._tell(Speaking("agent", active=False))

    # --- Words to sound

    async def _add(self, speech: Speech) -> None:
        if not self._is_open:
            self._is_open = True
            self._clauses = Clauses()  # its first clause is spoken early, too
            self._stretch += 1
            self._said = []
            self._asked_at = 0.0
            self._mark_due = False
        guarded = not speech.interruptible
        if self._said and self._said[-1].guarded is not guarded:
            await self._end(self._said[-1])
        for clause in self._clauses.feed(speech.text):
            await self._say(clause, guarded=guarded)
        if guarded:  # fixed words: nothing is gained by waiting for more
            await self._say_rest(guarded=True)

    async def _say_rest(self, *, guarded: bool) -> None:
        for clause in self._clauses.flush():
            await self._say(clause, guarded=guarded)

    async def _say(self, clause: str, *, guarded: bool) -> None:
        self._asked_at = self._asked_at or perf_counter()
        if not self._is_speaking:
            self._is_speaking = True
            self._tell(Speaking("agent", active=True))
        saying = self._said[-1] if self._said else None
        if saying is None or saying.guarded is not guarded:
            saying = Saying(guarded)
            self._said.append(saying)
            self._queue.append(saying)
        if not saying.text:
            self._stalled.set(SOUNDS_WITHIN)
        saying.text = f"{saying.text} {clause}".strip()
        if saying.voice is None:
            mouth = await asyncio.shield(self._mouth)
            saying.voice = await mouth.begin()
            self._wanted.ring()
        if saying not in self._queue:  # the person cut in meanwhile
            await saying.voice.drop()
        else:
            await saying.voice.say(clause)

    async def _finish(self) -> None:
        if not self._is_open:
            return
        await self._say_rest(guarded=bool(self._said) and self._said[-1].guarded)
        self._is_open = False
        self._mark_due = True
        if self._said:
            await self._end(self._said[-1])
        self._due.ring()

    async def _end(self, saying: Saying) -> None:
        await self._say_rest(guarded=saying.guarded)
        if saying.voice is not None:
            await saying.voice.end()
        if not saying.is_made:
            self._stalled.set(SOUNDS_WITHIN)

    # --- Sound to the line

    async def sound(self) -> None:
        """Take what the voice makes, until cancelled. Raises ProviderError."""
        while True:
            self._is_changing = False
            mouth = await self._open()
            self._mouth.set_result(mouth)
            try:
                await self._take_from_mouth()
                self._forget_mouth()
            finally:
                await mouth.close()

    def _forget_mouth(self) -> None:
        if self._mouth.done():
            self._mouth = asyncio.get_running_loop().create_future()

    async def _take_from_mouth(self) -> None:
        """All that is made by it, until another is wanted and nothing of this one is left."""
        while True:
            if self._queue and self._queue[0].voice is not None:
                await self._take(self._queue[0], self._queue[0].voice)
            elif self._is_changing:
                return
            else:
                await self._wanted.wait()

    async def _take(self, saying: Saying, voice: Utterance) -> None:
        """The sound of one utterance, until it is all made, or nobody wants it any more."""
        async for sound in voice:
            if saying not in self._queue:
                return
            self._stalled.clear()
            saying.takes(sound.audio, sound.text, at=self._playout.added)
            self._playout.add(sound.audio)
            self._due.ring()
        saying.is_made = True
        if saying in self._queue:
            self._stalled.clear()
            self._queue.remove(saying)
        if not self._queue:
            self._playout.end()
        self._due.ring()

    async def pace(self) -> None:
        """Send what is due, until cancelled."""
        while True:
            portion = self._playout.take(self._now())
            if portion:
                await self._send(media.media(self.stream, portion))
                self._note_audible()
                continue
            if self._mark_due and not self._queue and self._playout.due_in(self._now()) is None:
                self._mark_due = False
                await self._send(media.mark(self.stream, str(self._stretch)))
            await self._due.wait(self._playout.due_in(self._now()))

    def _note_audible(self) -> None:
        if self._asked_at > 0:
            waited, self._asked_at = perf_counter() - self._asked_at, _TOLD
            self._tell(Audible(waited))

    def _guarded(self, now: float) -> Saying | None:
        """The guarded utterance of the stretch that was not wholly heard."""
        played = self._playout.played(now)
        for each in self._said:
            if each.guarded and not (each.is_made and each.end <= played):
                return each
        return None

    def _heard(self, played: int) -> str:
        parts = [
            each.text if each.guarded else each.heard(played, letters_per_byte=_LETTERS_PER_BYTE)
            for each in self._said
        ]
        return " ".join(part for part in parts if part)
