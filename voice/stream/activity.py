"""Whether somebody is speaking, from the sound alone. Counts frames, so it needs no clock.

Loudness over the room's own level says *perhaps*; a classifier of speech, asked only then, says
*yes*. So a silent line costs a microsecond a frame, and a slammed door interrupts nobody.
"""

from collections import deque
from collections.abc import Callable

from voice.stream.loudness import STEPS_A_DOUBLING, level_of

Classify = Callable[[bytes], bool]
"""Whether µ-law sound of about a quarter of a second is speech."""

FRAME_MS = 20
_OVER_THE_ROOM = 1.5 * STEPS_A_DOUBLING  # 9 dB
_QUIETEST_SPEECH = 2.0 * STEPS_A_DOUBLING
_ONSET = 6
"""Loud frames, gaps of two allowed, before the classifier is asked; and then again after each"""
_ASKED_AGAIN = 25
_GAP = 2
_HEARD = 16
"""Frames that the classifier is given."""
_FALLS, _RISES, _RISES_IN_NOISE = 0.3, 0.04, 0.6
"""How far the room's level follows a frame: down, up, and up to a noise that is no speech."""


class Activity:
    """One person's side of a line. `feed` it every frame, in order."""

    def __init__(self, classify: Classify) -> None:
        self._classify = classify
        self._room = 0.5 * STEPS_A_DOUBLING
        self._recent: deque[bytes] = deque(maxlen=_HEARD)
        self._loud = 0  # frames since the onset, while it lasts
        self._gap = 0
        self._is_believed = False
        self.speaking = False
        self.silent_frames = 0
        self.spoken_frames = 0

    def feed(self, frame: bytes) -> None:
        """20 ms of sound."""
        self._recent.append(frame)
        level = level_of(frame)
        if level > max(_QUIETEST_SPEECH, self._room + _OVER_THE_ROOM):
            self._on_loud(level)
        else:
            self._on_quiet(level)

    @property
    def is_stirring(self) -> bool:
        """Whether somebody speaks, or may be about to."""
        return self.speaking or self._loud > 0

    def believe(self) -> None:
        """Words were understood: this is speech, whatever it sounds like."""
        self._is_believed = True
        if not self.speaking:
            self._begin()

    def finish(self) -> None:
        """The stretch of speech has been dealt with."""
        self.speaking = self._is_believed = False
        self.silent_frames = self.spoken_frames = self._loud = 0

    def _on_loud(self, level: float) -> None:
        self._loud += 1
        self._gap = 0
        if self.speaking:
            self.spoken_frames += 1
            self.silent_frames = 0
        if self._loud < _ONSET or (self._loud - _ONSET) % _ASKED_AGAIN or self._is_believed:
            return
        if self._classify(b"".join(self._recent)):
            if not self.speaking:
                self._begin()
            return
        self._room += _RISES_IN_NOISE * (level - self._room)
        if self.speaking:
            self.silent_frames = _HEARD

    def _begin(self) -> None:
        self.speaking = True
        self.silent_frames = 0
        self.spoken_frames = max(self._loud, 1)

    def _on_quiet(self, level: float) -> None:
        self._room += (_FALLS if level < self._room else _RISES) * (level - self._room)
        self._gap += 1
        if self.speaking:
            self.silent_frames += 1
        if self._gap > _GAP:
            self._loud = 0
