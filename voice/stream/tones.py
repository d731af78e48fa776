"""The tones of a telephone's keys (ITU-T Q.23), as µ-law. Pure."""

from functools import cache

import numpy as np

from voice.stream.silero import decoded

_RATE = 8000
_ROWS = (697, 770, 852, 941)
_COLUMNS = (1209, 1336, 1477)
_KEYS = ("123", "456", "789", "*0#")
_SECONDS = 0.1
_LOUD = 0.25
_SILENCE = b"\xff" * int(_RATE * _SECONDS)
_PAUSE = b"\xff" * (_RATE // 2)


def tones_of(keys: str) -> bytes:
    """A tenth of a second of each, with as much silence after it; `w` is half a second."""
    return b"".join(_PAUSE if key == "w" else _tone(key) + _SILENCE for key in keys)


@cache
def _tone(key: str) -> bytes:
    row = next(number for number, keys in enumerate(_KEYS) if key in keys)
    at = np.arange(int(_RATE * _SECONDS)) / _RATE
    low, high = _ROWS[row], _COLUMNS[_KEYS[row].index(key)]
    samples = _LOUD * (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at))
    nearest = np.abs(samples[:, None] - decoded()[None, :]).argmin(axis=1)
    return bytes(nearest.astype(np.uint8))
