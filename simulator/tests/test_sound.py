"""Sound: its codecs, and words that travel inside it."""

import random

import numpy as np
import pytest

from simulator.sound import WordReader, spoken
from simulator.sound.speech import resampled
from simulator.sound.ulaw import from_ulaw, loudness, to_alaw, to_ulaw

SENTENCES = [
    "Buenos días, ¿hablo con Lucía Pérez? Le llamo a la hora que usted dijo: las 5.",
    "Sí.",
    "a y o u i",
    "It's six one oh… four two… seven three.",
    "Otorrinolaringológicamentedesoxirribonucleico electroencefalografista",
]


def test_every_octet_survives_a_round_trip() -> None:
    octets = bytes(range(256))
    # Two octets mean silence; one of them comes back.
    assert to_ulaw(from_ulaw(octets)) == octets.replace(b"\x7f", b"\xff")


def test_companding_stays_near_the_sound() -> None:
    samples = np.arange(-32768, 32768).astype(np.int16)
    wide = samples.astype(np.int32)
    error = np.abs(from_ulaw(to_ulaw(samples)).astype(np.int32) - wide)
    assert (error <= np.abs(wide) / 16 + 8)[200:-200].all()
    assert to_alaw(np.zeros(1, np.int16)) == b"\xd5"


@pytest.mark.parametrize("text", SENTENCES)
def test_words_are_read_back_from_any_framing(text: str) -> None:
    chance = random.Random(text)
    sound = spoken(text).ulaw()
    line = sound + b"\xff" * 777 + sound
    reader, read, at = WordReader(), [], 0
    while at < len(line):
        length = chance.choice((1, 7, 160, 333))
        read += reader.read(line[at : at + length])
        at += length
    words = " ".join(word.text for word in read)
    expected = " ".join(part[:60] for part in text.split())
    assert words == f"{expected} {expected}"
    assert [word.at for word in read] == sorted(word.at for word in read)


def test_words_are_read_where_they_are_spoken() -> None:
    sound = spoken(SENTENCES[0]).ulaw()
    read = WordReader().read(sound[: len(sound) // 2])
    assert 4 <= len(read) <= 11 and read[0].text == "Buenos"


def test_a_frame_that_is_lost_costs_no_word() -> None:
    sound = spoken(SENTENCES[0]).ulaw()
    frames = [sound[at : at + 160] for at in range(0, len(sound), 160)]
    del frames[10::50]
    read = WordReader().read(b"".join(frames))
    assert " ".join(word.text for word in read) == SENTENCES[0]


def test_other_sound_says_nothing() -> None:
    noise = np.random.default_rng(1).integers(0, 256, 200_000, dtype=np.uint8).tobytes()
    assert WordReader().read(noise) == []


def test_letters_are_not_heard() -> None:
    """The letters change a byte by one step at most."""
    speech = spoken(SENTENCES[0])
    plain, lettered = to_ulaw(speech.at(8000)), speech.ulaw()
    assert all(abs(one - two) <= 1 for one, two in zip(plain, lettered, strict=False))
    assert loudness(lettered) > 300


def test_a_voice_is_a_voice() -> None:
    one, again, other = (spoken(SENTENCES[0], voice) for voice in ("a", "a", "b"))
    assert (one.samples == again.samples).all()
    assert one.ulaw() != other.ulaw()


def test_another_rate_keeps_the_length() -> None:
    speech = spoken(SENTENCES[1])
    for rate in (16000, 22050, 44100):
        samples = resampled(speech.samples, speech.rate, rate)
        assert abs(len(samples) / rate - speech.seconds) < 0.001
