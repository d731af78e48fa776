"""What both sides of a line said, and when: the sound of its recordings."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from simulator.sound import spoken
from simulator.sound.ulaw import RATE, Samples, from_ulaw

PERSON, AGENT = 0, 1
_AGENT_VOICE = "agent"


@dataclass(slots=True)
class Cue:
    """Something that is heard from a second of the call on: words, or sound as it was (µ-law)."""

    at: float
    side: int
    text: str = ""
    sound: bytearray = field(default_factory=bytearray)
    is_open: bool = False  # more of the same sentence may come


class Tape:
    """One line's. `now` tells the simulated seconds since the answer; `heard` hears each sentence
    that comes as words."""

    def __init__(
        self, person: str, now: Callable[[], float], heard: Callable[[int, str], None]
    ) -> None:
        self._voices = (person, _AGENT_VOICE)
        self._heard = heard
        self._cues: list[Cue] = []
        self.now = now

    def words(self, side: int, text: str) -> None:
        """A sentence begins."""
        self._cues.append(Cue(self.now(), side, text))
        self._heard(side, text)

    def token(self, side: int, text: str) -> None:
        """A piece of a sentence, which goes on from the last piece until `end_sentence`."""
        last = self._cues[-1] if self._cues else None
        if last is None or last.side != side or not last.is_open:
            last = Cue(self.now(), side, is_open=True)
            self._cues.append(last)
        last.text += text

    def end_sentence(self) -> None:
        """The next piece begins another."""
        if self._cues and self._cues[-1].is_open:
            self._cues[-1].is_open = False
            self._heard(self._cues[-1].side, self._cues[-1].text)

    def sound(self, side: int) -> bytearray:
        """Sound that begins now: whoever asks adds µ-law to it as it is heard."""
        cue = Cue(self.now(), side)
        self._cues.append(cue)
        return cue.sound

    def samples(self, start: float, seconds: float) -> tuple[Samples, Samples]:
        """Both sides from a second on, at 8,000 samples a second; for so many seconds, or until
        everybody has finished."""
        placed: list[tuple[int, int, Samples]] = []
        free = [0, 0]
        for cue in self._cues:
            if cue.at < start:
                continue
            samples = self._rendered(cue)
            at = max(int((cue.at - start) * RATE), free[cue.side])
            free[cue.side] = at + len(samples)
            placed.append((cue.side, at, samples))
        length = max(1, int(seconds * RATE), *free)
        person, agent = np.zeros(length, np.int16), np.zeros(length, np.int16)
        for side, at, samples in placed:
            (person, agent)[side][at : at + len(samples)] = samples
        return person, agent

    def _rendered(self, cue: Cue) -> Samples:
        if cue.text:
            return spoken(" ".join(cue.text.split()), self._voices[cue.side]).at(RATE)
        return from_ulaw(bytes(cue.sound))
