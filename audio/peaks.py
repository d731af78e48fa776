"""How loud a recording is from beginning to end, for its picture. Pure.

WAV is measured (µ-law and 16-bit PCM). MP3 is not decoded: each of its frames says by how much it
is amplified (ISO 11172-3 §2.4.1.7, `global_gain`), which follows the loudness closely enough to
see who speaks when, on a scale of decibels.
"""

import math
import struct
from collections.abc import Iterable, Sequence

COLUMNS = 200
MOST = 100

_MULAW = bytes((~byte & 0x7F) for byte in range(256))
"""µ-law bytes → loudness: without their sign and turned round they rise with it."""
_HIGH = bytes(min(127, abs(byte - 256 if byte > 127 else byte)) for byte in range(256))
"""The upper byte of a 16-bit sample → loudness."""

_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RANGE = 40
"""Steps of gain from silence to the loudest, four to an octave of amplitude: sixty decibels."""
_RATES = (44100, 48000, 32000)


def peaks_of(sound: bytes, extension: str, *, columns: int = COLUMNS) -> list[list[int]]:
    """For each channel so many values from 0 to `MOST`; [] for what is no sound that we know."""
    channels = _wav(sound, columns) if extension == "wav" else _mp3(sound, columns)
    return [_scaled(each) for each in channels if each]


def _wav(sound: bytes, columns: int) -> list[list[float]]:
    form = _chunk(sound, b"fmt ")
    data = _chunk(sound, b"data")
    if len(form) < 16 or not data:
        return []
    kind, channels, _rate, _bytes, _align, bits = struct.unpack("<HHIIHH", form[:16])
    if not 1 <= channels <= 2:
        return []
    if (kind, bits) == (7, 8):
        table, each, loudest = _MULAW, data, True
    elif (kind, bits) == (1, 16):
        table, each, loudest = _HIGH, data[1::2], False
    else:
        return []
    tracks = [each[number::channels].translate(table) for number in range(channels)]
    return [[_amplitude(part, loudest) for part in _cut(track, columns)] for track in tracks]


def _amplitude(part: Sequence[int], is_mulaw: bool) -> float:
    """Of the loudest sample; µ-law is a scale of ratios, PCM one of sizes."""
    top = max(part, default=0)
    return (2 ** (top / 16) - 1) / 255 if is_mulaw else top / 127


def _chunk(sound: bytes, name: bytes) -> bytes:
    place = 12
    while place + 8 <= len(sound):
        size = int.from_bytes(sound[place + 4 : place + 8], "little")
        if sound[place : place + 4] == name:
            return sound[place + 8 : place + 8 + size]
        place += 8 + size + size % 2
    return b""


def _mp3(sound: bytes, columns: int) -> list[list[float]]:
    gains = list(_gains(sound))
    if not gains:
        return []
    tracks = [[_usual(part) for part in _cut(each, columns)] for each in zip(*gains, strict=True)]
    heard = sorted(each for track in tracks for each in track if each)
    top = heard[len(heard) * 9 // 10] if heard else 0  # what is beyond is a sudden sound
    return [[min(1.0, max(0.0, 1 - (top - each) / _RANGE)) for each in track] for track in tracks]


def _usual(part: Sequence[int]) -> float:
    """The middle one: a sudden sound is amplified far beyond its loudness for one frame."""
    return sorted(part)[len(part) // 2] if part else 0


def _gains(sound: bytes) -> Iterable[tuple[int, ...]]:
    """Of each frame: the gain of each channel, 0 in silence. All have as many as the first."""
    place, known = _after_tag(sound), 0
    while place + 40 < len(sound):
        header = int.from_bytes(sound[place : place + 4])
        length = _length(header)
        if not length:
            place += 1
            continue
        channels = 1 if header >> 6 & 3 == 3 else 2
        known = known or channels
        if channels == known:
            is_checked = not header >> 16 & 1
            side = sound[place + 4 + 2 * is_checked :][:32]
            yield _gains_in(side, channels, is_first=header >> 19 & 3 == 3)
        place += length


def _length(header: int) -> int:
    """Of a frame with this header, in bytes; 0 for what is none of Layer III."""
    version, layer, rate = header >> 19 & 3, header >> 17 & 3, header >> 10 & 3
    bits = header >> 12 & 15
    if header >> 21 != 0x7FF or version == 1 or layer != 1 or rate == 3 or bits in (0, 15):
        return 0
    is_first = version == 3
    hertz = _RATES[rate] // (1 if is_first else 2 if version == 2 else 4)
    kbits = (_KBITS_1 if is_first else _KBITS_2)[bits]
    return (144 if is_first else 72) * kbits * 1000 // hertz + (header >> 9 & 1)


def _gains_in(side: bytes, channels: int, *, is_first: bool) -> tuple[int, ...]:
    """What each channel's granules say of themselves begins with their length in bits (12: none is
    silence) and goes on, behind 9 more, with their gain (8)."""
    bits = int.from_bytes(side.ljust(32, b"\0"))
    if is_first:
        begin, granules, each = (18 if channels == 1 else 20), 2, 59
    else:
        begin, granules, each = (9 if channels == 1 else 10), 1, 63

    def gain(place: int) -> int:
        length = bits >> (256 - place - 12) & 0xFFF
        return bits >> (256 - place - 29) & 0xFF if length else 0

    return tuple(
        min(gain(begin + (number * channels + channel) * each) for number in range(granules))
        for channel in range(channels)
    )


def _after_tag(sound: bytes) -> int:
    """Where the frames begin: behind an ID3 tag, if there is one."""
    if sound[:3] != b"ID3" or len(sound) < 10:
        return 0
    size = 0
    for byte in sound[6:10]:
        size = size << 7 | byte & 127
    return 10 + size


def _cut(track: Sequence[int], columns: int) -> Iterable[Sequence[int]]:
    """As many stretches as columns, each of about as much sound."""
    step = len(track) / columns
    for column in range(columns):
        yield track[math.floor(column * step) : max(1, math.floor((column + 1) * step))]


def _scaled(track: list[float]) -> list[int]:
    """The loudest stretch fills the picture."""
    top = max(track)
    return [round(MOST * each / top) for each in track] if top > 1e-4 else [0] * len(track)
