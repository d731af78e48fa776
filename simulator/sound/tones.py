"""Sound without an engine: a vowel for each letter, beeps, noise."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.sound.engine import Rendering, Timing
from simulator.sound.ulaw import RATE, Samples

_LETTER = RATE // 15
_FORMANTS = (
    (700, 1220, 2600),
    (530, 1840, 2480),
    (270, 2290, 3010),
    (570, 840, 2410),
    (300, 870, 2240),
)
"""Hertz at which a mouth resonates in a, e, i, o and u (Peterson and Barney, 1952)."""
_RESONANCES = ((90, 1.0), (110, 0.6), (150, 0.3))
"""How wide (hertz) and how strong each of the three is."""
_HIGHEST = 3400  # of a telephone line
_PAUSES = {",": 0.15, ".": 0.3, "?": 0.3, "!": 0.3, ";": 0.2, ":": 0.2}


def render(text: str, voice: str, language: str) -> Rendering:
    """A short vowel a letter, so that whoever judges by the sound alone hears somebody speak; the
    same text always sounds the same."""
    pitch = 110 + sum(voice.encode()) % 7 * 15
    parts: list[Samples] = []
    timings: list[Timing] = []
    at = 0
    for word in text.split():
        timings.append(Timing(word, at / RATE))
        letters = [letter for letter in word if letter.isalnum()]
        sound = [_vowel(letter, pitch, _LETTER, 6000) for letter in letters]
        rest = np.zeros(_LETTER + int(RATE * _PAUSES.get(word[-1], 0)), np.int16)
        part = np.concatenate([*sound, rest])
        parts.append(part)
        at += len(part)
    samples = np.concatenate(parts) if parts else np.zeros(0, np.int16)
    return Rendering(samples, RATE, tuple(timings))


@lru_cache(maxsize=1024)
def _vowel(letter: str, pitch: int, length: int, level: float) -> Samples:
    """The voice's overtones, as the mouth lets them through: what makes a sound a person's."""
    overtones = np.arange(pitch, _HIGHEST, pitch)
    gains = np.zeros(len(overtones))
    formants = _FORMANTS[ord(letter) % len(_FORMANTS)]
    for formant, (width, strength) in zip(formants, _RESONANCES, strict=True):
        gains += strength / (1 + ((overtones - formant) / width) ** 2)
    wave = gains @ np.sin(2 * np.pi * np.outer(overtones, np.arange(length)) / RATE)
    return _softened(wave / np.abs(wave).max(), level)


def tone(hertz: float, length: int, level: float) -> Samples:
    """A sine of so many samples with soft edges."""
    return _softened(np.sin(2 * np.pi * hertz * np.arange(length) / RATE), level)


def _softened(wave: npt.NDArray[np.float64], level: float) -> Samples:
    length = len(wave)
    edge = min(80, length // 2)
    if edge:
        ramp = np.linspace(0, 1, edge)
        wave[:edge] *= ramp
        wave[-edge:] *= ramp[::-1]
    return (wave * level).astype(np.int16)


def beep(seconds: float = 0.6) -> Samples:
    """What a voicemail ends its greeting with."""
    return tone(1000, int(RATE * seconds), 12000)


def fax(seconds: float = 3.0) -> Samples:
    """The answering tone of a fax machine (2100 Hz)."""
    return tone(2100, int(RATE * seconds), 10000)


def noise(seconds: float, level: float, seed: int) -> Samples:
    """A room with people in it, as one number hears it."""
    drawn = np.random.default_rng(seed).normal(0, level, int(RATE * seconds))
    return np.clip(drawn, -32000, 32000).astype(np.int16)
