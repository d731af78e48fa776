"""What a person hears while the agent is at work: two soft notes, made here, owned by nobody."""

import io
import wave
from functools import cache

import numpy as np

_RATE = 8000
_NOTES = (440.0, 554.37)
_NOTE, _EVERY, _TIMES = 0.4, 2.0, 5
"""Seconds of a note, seconds from one pair to the next, and how many pairs."""
_SOFT = 0.06


@cache
def hold_sound() -> bytes:
    """Ten seconds, as a WAV of 8 kHz, 16 bit, one channel."""
    at = np.arange(int(_RATE * _NOTE)) / _RATE
    swell = np.sin(np.pi * at / _NOTE) ** 2  # begins and ends in silence: nothing clicks
    pair = np.zeros(int(_RATE * _EVERY))
    for place, pitch in enumerate(_NOTES):
        start = place * len(at)
        pair[start : start + len(at)] = _SOFT * swell * np.sin(2 * np.pi * pitch * at)
    samples = np.tile((pair * 32767).astype("<i2"), _TIMES)
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()
