"""The person's side of a stream: sound in, what they said out, as soon as they have said it.

The recogniser hears everything and understands as it comes. When they have finished is ours to
judge, from the sound's silence and from what was understood; then it is asked for its final word.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

from providers.speech.base import Ear, Recognized
from providers.telephony.frames import Inbound, Interrupted, Speaking, Spoken
from providers.telephony.twilio.media import FRAME
from voice.alarm import Alarm
from voice.stream.activity import FRAME_MS, Activity, Classify
from voice.stream.backchannel import only_greets, only_listens
from voice.stream.bell import Bell
from voice.stream.patience import patience
from voice.stream.speaker import Speaker

ANSWERS_WITHIN = 2.0
"""Seconds that the recogniser may take for its final word: then it has failed."""
_PORTION, _QUIET_PORTION = 5 * FRAME, 20 * FRAME
"""Bytes that are sent to the recogniser at once, while somebody speaks and while nobody does: what
is left goes with the request for its final word, so nobody waits for it."""
_MOST_WAITING = 4 * 50 * FRAME
"""Bytes (four seconds) that may wait for the recogniser."""
CUTS_IN = 35
"""Frames of speech (0.7 s) that interrupt the agent, even before a word of it was understood."""
_AT_THE_END = 0.5
"""Seconds: what is said in the last of the agent's sound answers it already."""

Open = Callable[[], Awaitable[Ear]]


class Listener:
    """`tell` takes frames for the session, `lost` hears that the recogniser has failed."""

    def __init__(
        self,
        *,
        open_ear: Open,
        classify: Classify,
        speaker: Speaker,
        tell: Callable[[Inbound], None],
        lost: Callable[[str], None],
        language: str,
        speed: float,
    ) -> None:
        self._open = open_ear
        self._speaker = speaker
        self._tell = tell
        self._lost = lost
        self._language = language
        self._most_waiting = _MOST_WAITING * speed
        self._at_the_end = _AT_THE_END / speed
        self._activity = Activity(classify)
        self._ear: asyncio.Future[Ear] = asyncio.get_running_loop().create_future()
        self._is_changing = False  # another ear is wanted
        self._waiting = bytearray()
        self._bell = Bell()
        self._unanswered = Alarm(lambda: self._lost("ear_stalled"))
        self._partial = ""
        self._patience = patience("")
        self._is_followed = False  # they are speaking, and we know
        self._over_agent = False  # they began while the agent was speaking
        self._commit_due = False
        self._committed_at = 0.0
        self._silence = 0.0

    def feed(self, sound: bytes) -> bool:
        """20 ms of the person's sound. Whether they have spoken into the agent's words for so
        long that they want the floor."""
        activity = self._activity
        activity.feed(sound)
        self._waiting += sound
        if len(self._waiting) >= (_PORTION if activity.is_stirring else _QUIET_PORTION):
            self._bell.ring()
            if len(self._waiting) > self._most_waiting:
                self._lost("ear_stalled")
        return activity.speaking and self._follow(activity)

    def change(self, open_ear: Open, language: str) -> None:
        """Understand another language, from the next sentence on."""
        self._open, self._language = open_ear, language
        self._is_changing = True
        self._bell.ring()

    async def send(self) -> None:
        """Take the sound to the recogniser, until cancelled. Raises ProviderError."""
        while True:
            self._is_changing = False
            ear = await self._open()
            self._ear.set_result(ear)
            try:
                await self._send_to(ear)
                self._ear = asyncio.get_running_loop().create_future()
            finally:
                await ear.close()

    async def _send_to(self, ear: Ear) -> None:
        """All that is heard, until another is wanted and this one owes no answer."""
        while not self._is_changing or self._committed_at:
            await self._bell.wait()
            sound, self._waiting = bytes(self._waiting), bytearray()
            if sound:
                await ear.hear(sound)
            if self._commit_due:
                self._commit_due = False
                await ear.commit()

    async def understand(self) -> None:
        """Take what the recogniser understands, until cancelled. Raises ProviderError."""
        while True:
            ear = await asyncio.shield(self._ear)
            async for words in ear:
                if words.final:
                    await self._conclude(words)
                elif words.text != self._partial:
                    await self._consider(words.text)

    def close(self) -> None:
        """Nothing rings any more."""
        self._unanswered.clear()
        self._ear.cancel()

    # --- While they speak

    def _follow(self, activity: Activity) -> bool:
        """One more frame of somebody who is speaking, or pausing; as `feed`."""
        if not self._is_followed:
            self._is_followed = True
            self._over_agent = self._speaker.rest > self._at_the_end
            self._tell(Speaking("person", active=True))
        silence = activity.silent_frames * FRAME_MS / 1000
        if silence >= self._patience:
            self._end_of_speech(silence)
        insists = self._over_agent and activity.spoken_frames >= CUTS_IN
        return insists and self._speaker.is_busy and not self._speaker.is_guarded

    async def _consider(self, text: str) -> None:
        """Words so far. Believed at once, and whoever cuts in is given the floor at once."""
        self._partial, self._patience = text, patience(text)
        if self._committed_at or not text:
            return
        self._tell(Spoken(text, self._language, final=False))
        self._activity.believe()
        busy = self._speaker.is_busy and not self._speaker.is_guarded
        if busy and not only_listens(text) and not self._only_answers(text):
            await self.take_floor()

    def _only_answers(self, text: str) -> bool:
        """They have picked up the phone, and say so into the greeting."""
        return self._speaker.is_greeting and only_greets(text)

    async def take_floor(self) -> None:
        """The person speaks: the agent falls silent."""
        heard = await self._speaker.interrupt()
        self._over_agent = False
        if heard is not None:
            self._tell(Interrupted(heard))

    # --- When they have finished

    def _end_of_speech(self, silence: float) -> None:
        self._activity.finish()
        self._is_followed = False
        self._silence = silence
        self._committed_at = perf_counter()
        self._commit_due = True
        self._bell.ring()
        if not self._unanswered.is_set:  # speaking on does not give it more time
            self._unanswered.set(ANSWERS_WITHIN)
        self._tell(Speaking("person", active=False))

    async def _conclude(self, words: Recognized) -> None:
        self._unanswered.clear()
        took = perf_counter() - self._committed_at if self._committed_at else 0.0
        over_agent, self._over_agent = self._over_agent, False
        self._committed_at, self._partial, self._patience = 0.0, "", patience("")
        if self._is_changing:
            self._bell.ring()
        listens = (over_agent and only_listens(words.text)) or self._only_answers(words.text)
        if not words.text or listens:
            return
        if self._speaker.is_busy:
            await self.take_floor()
        waited = {"silence": self._silence, "recogniser": took}
        self._tell(Spoken(words.text, words.language or self._language, waited=waited))
