"""What an engine of speech gives back."""

from dataclasses import dataclass

from simulator.sound.ulaw import Samples


@dataclass(frozen=True, slots=True)
class Timing:
    """A word, with its punctuation, and the second at which it begins."""

    text: str
    start: float


@dataclass(frozen=True, slots=True)
class Rendering:
    samples: Samples
    rate: int
    words: tuple[Timing, ...]
