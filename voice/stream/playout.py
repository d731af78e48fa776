"""The agent's sound on its way to the person's ear. Pure, given the time.

The provider plays what it is sent without a gap, and forgets it when told to. So it is sent a
little ahead of time, never much: what was sent can't be unsaid quietly. Bytes are counted from
the line's opening; `rate` is bytes a second (8,000, more where the world runs faster).
"""

from collections import deque
from dataclasses import dataclass

from providers.telephony.twilio.media import FRAME

AHEAD = 0.6
"""Seconds that the provider holds, so that a late frame of ours is heard by nobody."""
PORTION = 0.2
"""Seconds that are sent in one message, once that much is held."""
_PAD = b"\xff"


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a stretch of speech was played: of `length` bytes, `played`."""

    played: int
    length: int

    def of(self, text: str) -> str:
        """The part of its text that was heard, to a whole word."""
        if self.played >= self.length:
            return text
        cut = text[: int(len(text) * self.played / self.length)] if self.length else ""
        return cut.rpartition(" ")[0]


class Playout:
    """Sound in, portions out as they are due."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._waiting: deque[bytes] = deque()
        self._length = 0  # of what waits
        self._sent = 0
        self._anchor = 0.0  # when byte 0 would have been played, had there been no pause
        self._is_ending = False

    def add(self, sound: bytes) -> None:
        """More to be said, after the rest."""
        if sound:
            self._waiting.append(sound)
            self._length += len(sound)
            self._is_ending = False

    def end(self) -> None:
        """Nothing more comes for now: the last frame may be filled with silence."""
        self._is_ending = True

    @property
    def added(self) -> int:
        """All bytes that were added and not taken back."""
        return self._sent + self._length

    def played(self, now: float) -> int:
        """Bytes that the person has heard."""
        return max(0, min(self._sent, round((now - self._anchor) * self._rate)))

    def rest(self, now: float) -> float:
        """Seconds of sound that have not been heard."""
        return (self.added - self.played(now)) / self._rate

    def take(self, now: float) -> bytes:
        """What is due to be sent now: whole frames, b"" when nothing is."""
        held = self._sent - self.played(now)
        room = int(AHEAD * self._rate) - held
        is_first = held == 0
        if room < min(int(PORTION * self._rate), self._length) and not is_first:
            return b""
        length = min(self._length, max(room, FRAME)) // FRAME * FRAME
        if not length and self._is_ending and self._length:
            self._pad()
            length = FRAME
        if not length:
            return b""
        if is_first:
            self._anchor = now - self._sent / self._rate
        self._sent += length
        return self._cut(length)

    def due_in(self, now: float) -> float | None:
        """Seconds until `take` gives something again; None when nothing waits."""
        if not self._length or (self._length < FRAME and not self._is_ending):
            return None
        held = self._sent - self.played(now)
        wanted = AHEAD * self._rate - min(PORTION * self._rate, self._length)
        return max(0.0, (held - wanted) / self._rate)

    def clear(self, now: float, *, keep: int = 0) -> int:
        """Take back what was not heard, but for the first `keep` bytes ever added. Returns how
        many bytes the person has heard, or will have."""
        played = max(self.played(now), min(keep, self._sent))
        wanted = max(0, keep - self._sent)
        kept = self._cut(min(wanted, self._length)) if wanted else b""
        self._waiting.clear()
        self._length = 0
        if keep <= played:
            self._anchor = now - played / self._rate
            self._sent = played
        self.add(kept)
        self._is_ending = True
        return played + len(kept)

    def _pad(self) -> None:
        missing = FRAME - self._length % FRAME
        self._waiting.append(_PAD * missing)
        self._length += missing

    def _cut(self, length: int) -> bytes:
        """The first bytes that wait."""
        taken, missing = [], length
        while missing:
            sound = self._waiting.popleft()
            if len(sound) > missing:
                self._waiting.appendleft(sound[missing:])
                sound = sound[:missing]
            taken.append(sound)
            missing -= len(sound)
        self._length -= length
        return b"".join(taken)
