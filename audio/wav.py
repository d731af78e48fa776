"""The telephone's sound as a file: WAV around µ-law, 8,000 bytes a second. Pure.

Twilio plays it as it is, browsers too, and nothing is decoded on the way.
"""

import struct

_MULAW = 7
_RATE = 8000


def wav(ulaw: bytes, *, channels: int = 1) -> bytes:
    """A WAV file; with two channels their bytes alternate."""
    form = struct.pack("<HHIIHHH", _MULAW, channels, _RATE, _RATE * channels, channels, 8, 0)
    data = ulaw + b"\xff" * (len(ulaw) % 2)
    chunks = (
        b"WAVE"
        + b"fmt " + struct.pack("<I", len(form)) + form
        + b"fact" + struct.pack("<II", 4, len(ulaw) // channels)
        + b"data" + struct.pack("<I", len(ulaw)) + data
    )  # fmt: skip
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks
