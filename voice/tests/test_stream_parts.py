"""The parts of a stream that decide, each by itself: no socket, no clock."""

import base64
import json

import numpy as np
import pytest

from providers.telephony.frames import Keyed, Opened, Played
from providers.telephony.twilio import media
from voice.stream.activity import Activity
from voice.stream.backchannel import only_greets, only_listens
from voice.stream.loudness import level_of
from voice.stream.patience import DICTATED, UNFINISHED, USUAL, WHOLE, patience
from voice.stream.playout import AHEAD, PORTION, Playout
from voice.stream.saying import Saying
from voice.stream.silero import decoded
from voice.stream.tones import tones_of

FRAME = media.FRAME
QUIET, LOUD = b"\xff" * FRAME, b"\x10\x90" * (FRAME // 2)
MURMUR = b"\x60\xe0" * (FRAME // 2)
SECOND = 50


# --- The wire


def test_sound_is_read_whatever_the_order_of_a_messages_fields() -> None:
    payload = base64.b64encode(LOUD).decode()
    plain = {"event": "media", "media": {"track": "inbound", "payload": payload}}
    assert media.read(json.dumps(plain, separators=(",", ":"))) == LOUD
    assert media.read(json.dumps({"streamSid": "MZ1", **plain})) == LOUD


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ('{"event":"mark","streamSid":"MZ1","mark":{"name":"3"}}', Played("3")),
        ('{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"7"}}', Keyed("7")),
        (
            '{"event":"start","start":{"streamSid":"MZ1","callSid":"CA1"}}',
            Opened("CA1", "MZ1"),
        ),
        ('{"event":"start","start":{"streamSid":"MZ\\"}","callSid":"CA1"}}', Opened("CA1", "")),
        ('{"event":"connected"}', None),
        ('{"event":"media","media":{"payload":"*"}}', b""),
        ("[]", None),
        ("{", None),
    ],
)
def test_everything_else_is_read_tolerantly(text: str, frame: object) -> None:
    assert media.read(text) == frame


def test_what_we_write_is_json() -> None:
    assert json.loads(media.media("MZ1", LOUD))["media"]["payload"]
    assert json.loads(media.clear("MZ1")) == {"event": "clear", "streamSid": "MZ1"}
    assert json.loads(media.mark("MZ1", 'a"b'))["mark"] == {"name": 'a"b'}


# --- Who speaks


def feed(activity: Activity, frame: bytes, times: int) -> None:
    for _ in range(times):
        activity.feed(frame)


def test_loudness_is_a_scale_of_decibels() -> None:
    assert level_of(QUIET) == 0
    assert level_of(LOUD) > level_of(MURMUR) > 16


def test_speech_begins_with_a_tenth_of_a_second_and_ends_with_silence() -> None:
    activity = Activity(lambda _: True)
    feed(activity, QUIET, 50)
    feed(activity, LOUD, 5)
    before = activity.speaking
    feed(activity, LOUD, 5)
    assert (before, activity.speaking) == (False, True)
    feed(activity, QUIET, 18)
    assert activity.silent_frames == 18


def test_what_is_no_speech_interrupts_nobody() -> None:
    activity = Activity(lambda _: False)
    feed(activity, LOUD, 200)
    assert not activity.speaking


def test_words_that_were_understood_are_speech_however_soft() -> None:
    activity = Activity(lambda _: False)
    feed(activity, MURMUR, 10)
    activity.believe()
    feed(activity, QUIET, 3)
    assert (activity.speaking, activity.silent_frames) == (True, 3)


def test_a_silent_line_never_asks_the_classifier() -> None:
    def classify(_: bytes) -> bool:
        raise AssertionError

    feed(Activity(classify), QUIET, 500)


def test_in_a_loud_room_a_louder_voice_is_heard_to_begin_and_to_end() -> None:
    street, voice = b"\x48\xc8" * (FRAME // 2), b"\x10\x90" * (FRAME // 2)
    activity = Activity(lambda sound: sound[-2:] == voice[:2])
    feed(activity, street, 3 * SECOND)
    feed(activity, voice, 30)
    assert activity.speaking
    feed(activity, street, 20)
    assert activity.silent_frames == 20


@pytest.mark.parametrize(
    ("understood", "seconds"),
    [
        ("", USUAL),
        ("Sí, soy yo.", WHOLE),
        ("¿Quién es?", WHOLE),
        ("me parece bien", USUAL),
        ("quería saber si", UNFINISHED),
        ("I would like to", UNFINISHED),
        ("seis uno cero", DICTATED),
        ("Es el 610 42", DICTATED),
        ("el número es six one oh", DICTATED),
        ("Hay una", UNFINISHED),
    ],
)
def test_a_pause_ends_what_is_whole_sooner_than_what_is_not(
    understood: str, seconds: float
) -> None:
    assert patience(understood) == seconds


@pytest.mark.parametrize("text", ["ajá", "mm-hm", "Sí, sí.", "uh-huh", "Right.", "Okay", ""])
def test_who_only_listens_interrupts_nobody(text: str) -> None:
    assert only_listens(text)


@pytest.mark.parametrize("text", ["no", "Sí, pero espere", "¿Quién es?", "no me interesa", "wait"])
def test_who_means_it_does(text: str) -> None:
    assert not only_listens(text)


def test_picking_up_is_no_interruption() -> None:
    assert only_greets("¿Sí, dígame?")
    assert not only_greets("No me llame más")


# --- Sound on its way


def seconds(count: float) -> bytes:
    return LOUD * int(count * SECOND)


def test_the_first_sound_leaves_at_once_and_the_rest_a_little_ahead_of_time() -> None:
    playout = Playout(8000)
    playout.add(seconds(2))
    first = playout.take(10.0)
    assert len(first) == AHEAD * 8000
    assert playout.take(10.0) == b""
    assert playout.due_in(10.0) == pytest.approx(PORTION)
    assert len(playout.take(10.0 + PORTION)) == PORTION * 8000


def test_every_byte_leaves_in_order_in_whole_frames_and_never_late() -> None:
    playout = Playout(8000)
    sound = bytes(range(256)) * 60 + b"tail"
    playout.add(sound[:5000])
    playout.add(sound[5000:])
    playout.end()
    now, sent, late = 5.0, b"", 0
    while (due := playout.due_in(now)) is not None:
        now += due + 0.03  # we wake 30 ms late each time
        portion = playout.take(now)
        late += bool(sent) and len(sent) < int((now - 5.03) * 8000)
        assert len(portion) % FRAME == 0
        sent += portion
    assert sent.rstrip(b"\xff") == sound.rstrip(b"\xff")
    assert late == 0


def test_what_was_not_heard_can_be_taken_back() -> None:
    playout = Playout(8000)
    playout.add(seconds(3))
    playout.take(1.0)
    playout.take(1.2)
    assert playout.played(1.3) == 2400
    assert playout.clear(1.3) == 2400
    assert (playout.rest(1.3), playout.take(1.3), playout.due_in(1.3)) == (0, b"", None)
    playout.add(seconds(1))
    assert playout.take(9.0)


def test_what_is_guarded_is_said_to_its_end() -> None:
    playout = Playout(8000)
    playout.add(seconds(3))
    playout.take(1.0)
    playout.clear(1.1, keep=8000)
    assert playout.rest(1.1) == pytest.approx(0.9)


def test_only_what_was_heard_was_said() -> None:
    saying = Saying(guarded=False, text="Le llamo por su cita del martes.")
    saying.takes(seconds(1), "Le llamo por ", at=0)
    saying.takes(seconds(1), "su cita del martes.", at=8000)
    assert saying.heard(0, letters_per_byte=0.001) == ""
    assert saying.heard(8000, letters_per_byte=0.001) == "Le llamo por"
    assert saying.heard(11000, letters_per_byte=0.001) == "Le llamo por su"
    saying.is_made = True
    assert saying.heard(16000, letters_per_byte=0.001) == saying.text


# --- Keys


@pytest.mark.parametrize(
    ("key", "low", "high"), [("1", 697, 1209), ("5", 770, 1336), ("#", 941, 1477)]
)
def test_a_key_is_heard_as_its_two_tones(key: str, low: int, high: int) -> None:
    sound = tones_of(f"{key}w")
    samples = decoded()[np.frombuffer(sound[:800], np.uint8)]
    loudest = np.argsort(np.abs(np.fft.rfft(samples)))[-2:] * 10  # of bins 10 Hz wide
    assert sorted(loudest) == pytest.approx([low, high], abs=10)
    assert set(sound[800:]) == {0xFF}
    assert len(sound) == 800 + 800 + 4000
