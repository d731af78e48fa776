"""Sound files: recordings as WAV or MP3, and how long a file plays."""

import io
import struct
import wave

import numpy as np

from simulator.sound.mp3 import mp3
from simulator.sound.ulaw import RATE, Samples

_MULAW = 7


def as_wav(tracks: tuple[Samples, ...]) -> bytes:
    """WAV, 16 bits at 8 kHz, a channel for each track."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(len(tracks))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(_interleaved(tracks))
    return buffer.getvalue()


def as_mp3(tracks: tuple[Samples, ...]) -> bytes | None:
    """MP3 at 64 kbit/s; None where no encoder is installed."""
    return mp3(_interleaved(tracks), rate=RATE, kilobits=64, channels=len(tracks))


def mixed(tracks: tuple[Samples, ...]) -> tuple[Samples, ...]:
    """All of them in one channel."""
    whole = sum(track.astype(np.int32) for track in tracks)
    return (np.clip(whole, -32768, 32767).astype(np.int16),)


def seconds_of(sound: bytes) -> float:
    """How long a WAV or an MP3 of common rates plays."""
    if (ulaw := ulaw_of(sound)) is not None:
        return len(ulaw) / RATE
    if sound[:4] == b"RIFF":
        try:
            with wave.open(io.BytesIO(sound)) as file:
                return float(file.getnframes() / file.getframerate())
        except (wave.Error, EOFError):
            return 1.0
    return max(0.5, len(sound) / 16000)


def ulaw_of(sound: bytes) -> bytes | None:
    """What a WAV of µ-law at 8 kHz holds, one channel; None for anything else."""
    if sound[:4] != b"RIFF" or sound[8:12] != b"WAVE":
        return None
    at, is_ulaw = 12, False
    while at + 8 <= len(sound):
        name, length = sound[at : at + 4], struct.unpack("<I", sound[at + 4 : at + 8])[0]
        body = sound[at + 8 : at + 8 + length]
        if name == b"fmt " and len(body) >= 8:
            is_ulaw = struct.unpack("<HHI", body[:8]) == (_MULAW, 1, RATE)
        if name == b"data":
            return body if is_ulaw else None
        at += 8 + length + length % 2
    return None


def _interleaved(tracks: tuple[Samples, ...]) -> bytes:
    return np.stack(tracks, axis=1).astype("<i2").tobytes()
