"""Sound without an engine: a tone for each letter, beeps, noise."""

import numpy as np

from simulator.sound.engine import Rendering, Timing
from simulator.sound.ulaw import RATE, Samples

_LETTER = RATE // 15
_PAUSES = {",": 0.15, ".": 0.3, "?": 0.3, "!": 0.3, ";": 0.2, ":": 0.2}


def render(text: str, voice: str, language: str) -> Rendering:
    """A short tone a letter, its pitch the letter's; the same text always sounds the same."""
    base = 300 + sum(voice.encode()) % 7 * 25
    parts: list[Samples] = []
    timings: list[Timing] = []
    at = 0
    for word in text.split():
        timings.append(Timing(word, at / RATE))
        letters = [letter for letter in word if letter.isalnum()]
        sound = [tone(base + ord(letter) % 32 * 20, _LETTER, 6000) for letter in letters]
        rest = np.zeros(_LETTER + int(RATE * _PAUSES.get(word[-1], 0)), np.int16)
        part = np.concatenate([*sound, rest])
        parts.append(part)
        at += len(part)
    samples = np.concatenate(parts) if parts else np.zeros(0, np.int16)
    return Rendering(samples, RATE, tuple(timings))


def tone(hertz: float, length: int, level: float) -> Samples:
    """A sine of so many samples with soft edges."""
    wave = np.sin(2 * np.pi * hertz * np.arange(length) / RATE)
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
