"""A recording's picture rises where the sound does, whatever it is kept as."""

import math
import struct
from statistics import mean

import pytest

from audio.peaks import peaks_of
from audio.wav import wav

lameenc = pytest.importorskip("lameenc")

RATE = 16000


def tone(loudness, seconds=1.0, rate=RATE):
    count = int(seconds * rate)
    return [int(32000 * loudness * math.sin(n * 440 * math.tau / rate)) for n in range(count)]


QUIET_LOUD_SILENT = [*tone(0.25), *tone(1.0), *tone(0.0)]


def pcm(samples, channels=1, rate=RATE):
    data = struct.pack(f"<{len(samples)}h", *samples)
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data))
    return b"RIFF" + struct.pack("<I", len(body) + len(data)) + body + data


def ulaw(sample):
    """G.711: as the telephone packs a sample."""
    sign, size = (0x80, -sample) if sample < 0 else (0, sample)
    size = min(size, 32635) + 132
    exponent = size.bit_length() - 8
    return ~(sign | exponent << 4 | size >> exponent + 3 & 15) & 0xFF


def mp3(samples, channels=1, rate=RATE, kbits=32):
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kbits)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(channels)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(struct.pack(f"<{len(samples)}h", *samples)) + encoder.flush())


@pytest.mark.parametrize(
    ("sound", "extension"),
    [
        (pcm(QUIET_LOUD_SILENT), "wav"),
        (wav(bytes(map(ulaw, QUIET_LOUD_SILENT))), "wav"),
        (mp3(QUIET_LOUD_SILENT), "mp3"),
        (mp3([*tone(0.25, 1, 44100), *tone(1, 1, 44100), *tone(0, 1, 44100)], 1, 44100, 64), "mp3"),
    ],
)
def test_it_is_low_then_high_then_nothing(sound, extension):
    (track,) = peaks_of(sound, extension, columns=30)
    quiet, loud, silent = track[2:8], track[12:18], track[23:28]
    assert 10 <= mean(quiet) <= mean(loud) - 5
    assert mean(loud) > 50
    assert max(silent) <= 5
    if extension == "wav":  # measured, not guessed from what an encoder did
        assert all(15 <= each <= 40 for each in quiet)
        assert all(each > 85 for each in loud)


@pytest.mark.parametrize("kind", ["pcm", "ulaw", "mp3"])
def test_each_voice_has_its_own(kind):
    first, second = [*tone(1.0), *tone(0.0)], [*tone(0.0), *tone(1.0)]
    both = [sample for pair in zip(first, second, strict=True) for sample in pair]
    sound = {
        "pcm": lambda: pcm(both, 2),
        "ulaw": lambda: wav(bytes(map(ulaw, both)), channels=2),
        "mp3": lambda: mp3(both, 2, RATE, 64),
    }[kind]()
    left, right = peaks_of(sound, "mp3" if kind == "mp3" else "wav", columns=20)
    assert mean(left[2:8]) > 60
    assert max(left[13:18]) < 20
    assert mean(right[13:18]) > 60


@pytest.mark.parametrize(
    "sound", [b"", b"RIFF", b"ID3" + b"\xff" * 50, b"\xff\xfb" * 400, b"x" * 99]
)
@pytest.mark.parametrize("extension", ["wav", "mp3"])
def test_what_is_no_sound_has_no_picture(sound, extension):
    assert [len(track) for track in peaks_of(sound, extension)] in ([], [200], [200, 200])


def test_ten_minutes_of_two_voices_take_no_long_time():
    sound = wav(bytes(range(256)) * (8000 * 600 * 2 // 256), channels=2)
    assert [len(track) for track in peaks_of(sound, "wav")] == [200, 200]
