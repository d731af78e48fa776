"""A sentence as it sounds, in the best voice that this machine has."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.language import language_of
from simulator.sound import tones
from simulator.sound.engine import Timing
from simulator.sound.espeak import open_espeak
from simulator.sound.lettering import Word, letter
from simulator.sound.ulaw import RATE, Samples, to_ulaw

_ESPEAK = open_espeak()
# Whoever speaks leaves a little silence behind; the last word's letters need it too.
_TAIL = 0.12
# An ellipsis is a pause of the speaker's.
PAUSE = 0.9


@dataclass(frozen=True, slots=True)
class Speech:
    """16-bit samples at `rate`, and when each word begins."""

    text: str
    samples: Samples
    rate: int
    words: tuple[Timing, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate

    def at(self, rate: int) -> Samples:
        return resampled(self.samples, self.rate, rate)

    def ulaw(self) -> bytes:
        """µ-law for the telephone, with its words written in."""
        words = [Word(word.text, int(word.start * RATE)) for word in self.words]
        return letter(to_ulaw(self.at(RATE)), words)


def engine_name() -> str:
    return "vowels" if _ESPEAK is None else "espeak"


@lru_cache(maxsize=256)
def spoken(text: str, voice: str = "", language: str = "") -> Speech:
    """The text said aloud; the same text in the same voice always sounds the same."""
    language = language or language_of(text) or "es"
    render = tones.render if _ESPEAK is None else _ESPEAK.render
    samples: list[Samples] = []
    words: list[Timing] = []
    rate, length = RATE, 0
    for phrase in _phrases(text):
        part = render(phrase, voice, language)
        rate = part.rate
        words += [Timing(word.text, word.start + length / rate) for word in part.words]
        pause = PAUSE if phrase.endswith("…") else _TAIL
        samples += [part.samples, np.zeros(int(pause * rate), np.int16)]
        length = sum(map(len, samples))
    whole = np.concatenate(samples) if samples else np.zeros(0, np.int16)
    return Speech(text, whole, rate, tuple(words))


@lru_cache(maxsize=256)
def telephoned(text: str, voice: str = "", language: str = "") -> bytes:
    """The same in µ-law, with its words written in."""
    return spoken(text, voice, language).ulaw()


def _phrases(text: str) -> list[str]:
    """The text cut behind each ellipsis, where the speaker pauses."""
    cut = text.replace("…", "…\n").splitlines()
    return [phrase for part in cut if (phrase := part.strip()).strip("….,;?!¿¡ ")]


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """The same sound at another rate, nothing above half of the lower one left in it."""
    if rate == wanted or not len(samples):
        return samples
    length = round(len(samples) * wanted / rate)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    sound = np.fft.irfft(spectrum, length) * (wanted / rate)
    return np.clip(sound, -32768, 32767).astype(np.int16)
