"""Small, valid sound files: tones in WAV, silence in MP3."""

import io
import math
import struct
import wave
from functools import cache

_RATE = 8000
_LONGEST = 10
# One MPEG-1 layer III frame at 128 kbit/s and 44.1 kHz that decodes to silence: 26 ms.
_SILENT_FRAME = bytes((0xFF, 0xFB, 0x90, 0x64)) + bytes(413)


def tones(seconds: int, channels: int) -> bytes:
    """WAV, 16 bits at 8 kHz: one tone a channel. At most ten seconds are really rendered."""
    return _tones(max(1, min(seconds, _LONGEST)), channels)


def silence(seconds: int) -> bytes:
    """MP3 of about that length, up to ten seconds."""
    return _SILENT_FRAME * int(max(1, min(seconds, _LONGEST)) / 0.026)


def seconds_of(sound: bytes) -> float:
    """How long a WAV or an MP3 of common rates plays."""
    if sound[:4] == b"RIFF":
        try:
            with wave.open(io.BytesIO(sound)) as file:
                return float(file.getnframes() / file.getframerate())
        except (wave.Error, EOFError):
            return 1.0
    return max(0.5, len(sound) / 16000)


@cache
def _tones(seconds: int, channels: int) -> bytes:
    frames = bytearray()
    for moment in range(seconds * _RATE):
        for channel in range(channels):
            level = math.sin(2 * math.pi * (440 + 220 * channel) * moment / _RATE)
            frames += struct.pack("<h", int(8000 * level))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(bytes(frames))
    return buffer.getvalue()
