"""Speech in the formats that ElevenLabs is asked for."""

import io
import struct

from simulator.sound import Speech
from simulator.sound.mp3 import HAS_MP3, mp3
from simulator.sound.ulaw import RATE, to_alaw

_PCM = frozenset((8000, 16000, 22050, 24000, 32000, 44100, 48000))
_MP3 = frozenset(
    ("22050_32", "24000_48", "44100_32", "44100_64", "44100_96", "44100_128", "44100_192")
)
_OPUS = frozenset(("48000_32", "48000_64", "48000_96", "48000_128", "48000_192"))


class UnknownFormat(ValueError):
    """ElevenLabs has no such format, or we cannot make it here."""


def check_format(name: str, *, whole: bool) -> None:
    """Raises UnknownFormat. WAV is only for sound that is asked for as a whole."""
    family, _, detail = name.partition("_")
    if name in ("ulaw_8000", "alaw_8000"):
        return
    if family == "pcm" or (family == "wav" and whole):
        if detail.isdigit() and int(detail) in _PCM:
            return
    elif family == "mp3" and detail in _MP3:
        if not HAS_MP3:
            raise UnknownFormat("This simulator makes no MP3: install requirements-voice.txt")
        return
    elif family == "opus" and detail in _OPUS:
        raise UnknownFormat("This simulator makes no Opus")
    raise UnknownFormat(f"Invalid output_format: {name}")


def encode(speech: Speech, name: str) -> bytes:
    """The sound in a format that was checked; only `ulaw_8000` carries its words."""
    if name == "ulaw_8000":
        return speech.ulaw()
    if name == "alaw_8000":
        return to_alaw(speech.at(RATE))
    family, _, detail = name.partition("_")
    rate = int(detail.partition("_")[0])
    pcm = speech.at(rate).astype("<i2").tobytes()
    if family == "mp3":
        return mp3(pcm, rate=rate, kilobits=int(detail.partition("_")[2])) or b""
    return wav(pcm, rate=rate, bits=16, code=1) if family == "wav" else pcm


def wav(data: bytes, *, rate: int, bits: int, code: int, channels: int = 1) -> bytes:
    """A WAV file. `code` is 1 for PCM, 7 for µ-law."""
    step = channels * bits // 8
    head = struct.pack("<HHIIHH", code, channels, rate, rate * step, step, bits)
    extra = b"" if code == 1 else struct.pack("<H", 0)
    fact = b"" if code == 1 else b"fact" + struct.pack("<II", 4, len(data) // step)
    form = b"fmt " + struct.pack("<I", len(head + extra)) + head + extra + fact
    padded = data + b"\0" * (len(data) % 2)
    body = b"WAVE" + form + b"data" + struct.pack("<I", len(data)) + padded
    file = io.BytesIO()
    file.write(b"RIFF" + struct.pack("<I", len(body)) + body)
    return file.getvalue()
