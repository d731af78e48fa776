"""Media streams: the socket's protocol and sound, as our side meets them."""

import base64
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from simulator.people.lines import LINES
from simulator.sound import WordReader, spoken
from simulator.sound.ulaw import loudness
from simulator.tests.receiver import Receiver
from simulator.tests.voice_agent import VoiceAgent
from simulator.tests.world import Rehearsal

QUESTION = "Good morning, this is Ana from the dental clinic. Am I speaking with you?"
GOODBYE = "Thank you for your time. Have a good day. Goodbye."


def document(receiver: Receiver, attributes: str = "", after: str = "") -> str:
    url = receiver.socket_url("/stream/abc")
    return (
        f'<Response><Connect><Stream url="{url}" {attributes}>'
        f'<Parameter name="call" value="42"/></Stream></Connect>{after}</Response>'
    )


@pytest.fixture
def live(world: Rehearsal, receiver: Receiver) -> Iterator[Rehearsal]:
    world.post("/speed", speed=40)
    receiver.twiml["/voice"] = document(receiver)
    world.put("agreeable")
    yield world


def sound_of(receiver: Receiver) -> bytes:
    return b"".join(base64.b64decode(each["media"]["payload"]) for each in receiver.media)


def words_of(receiver: Receiver) -> list[str]:
    return [word.text for word in WordReader().read(sound_of(receiver))]


def test_it_speaks_twilios_protocol(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = agent = VoiceAgent(QUESTION, GOODBYE)
    call = live.call()
    live.ends(call)
    receiver.wait(lambda: receiver.events[-1]["event"] == "stop")
    connected, start, *rest = receiver.events
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["sequenceNumber"] == "1" and start["streamSid"].startswith("MZ")
    assert start["start"] == {
        "accountSid": live.settings.account_sid,
        "streamSid": start["streamSid"],
        "callSid": call.sid,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"call": "42"},
    }
    assert rest[-1]["event"] == "stop" and rest[-1]["stop"]["callSid"] == call.sid
    first, second = receiver.media[:2]
    assert first["media"]["track"] == "inbound" and first["media"]["chunk"] == "1"
    assert int(second["media"]["timestamp"]) - int(first["media"]["timestamp"]) == 20
    assert {len(base64.b64decode(each["media"]["payload"])) for each in receiver.media} == {160}
    numbers = [int(each["sequenceNumber"]) for each in (*receiver.media, *receiver.events[1:])]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert agent.sid == start["streamSid"]


def test_both_sides_understand_each_other(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = agent = VoiceAgent(QUESTION, "Would you like a free check-up?", GOODBYE)
    live.ends(live.call())
    hello, identity, agreement = agent.heard[:3]
    assert hello in LINES["hello"]["en"]
    assert identity in (
        "Yes, that's me.",
        "Speaking, go ahead.",
        "Yes, this is me. How can I help?",
    )
    assert "es" in agreement.lower() or "sure" in agreement
    assert words_of(receiver)[-1].rstrip(".") in ("bye", "day", "now")


def test_the_handshake_is_signed(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = lambda event: None if event["event"] == "start" else []
    live.ends(live.call())
    validator = RequestValidator(live.settings.auth_token)
    signature = receiver.socket_headers["x-twilio-signature"]
    assert validator.validate(receiver.socket_url("/stream/abc"), {}, signature)


def test_marks_come_back_when_their_sound_was_played(live: Rehearsal, receiver: Receiver) -> None:
    agent = VoiceAgent()

    def voice(event: dict[str, Any]) -> list[Any]:
        agent(event)
        if event["event"] != "start":
            return []
        sound = spoken(QUESTION).ulaw()
        empty = agent.message("mark", name="empty")
        half, whole = agent.message("mark", name="half"), agent.message("mark", name="whole")
        middle = len(sound) // 2
        return [empty, *agent.play(sound[:middle]), half, *agent.play(sound[middle:]), whole]

    receiver.voice = voice
    live.put("silent")
    call = live.call()
    receiver.wait(lambda: len([each for each in receiver.events if each["event"] == "mark"]) == 3)
    call.update(status="completed")
    marks = [each for each in receiver.events if each["event"] == "mark"]
    assert [mark["mark"]["name"] for mark in marks] == ["empty", "half", "whole"]
    played = [int(mark["sequenceNumber"]) for mark in marks]
    frames = len(spoken(QUESTION).ulaw()) / 160
    assert played[1] - played[0] > 0.4 * frames
    assert played[2] - played[1] > 0.4 * frames


def test_clear_returns_every_mark_at_once(live: Rehearsal, receiver: Receiver) -> None:
    agent = VoiceAgent()

    def voice(event: dict[str, Any]) -> list[Any]:
        agent(event)
        if event["event"] != "start":
            return []
        hour = b"\x00\x80" * 8000
        one, two = agent.message("mark", name="one"), agent.message("mark", name="two")
        return [*agent.play(hour), one, *agent.play(hour), two, agent.message("clear")]

    receiver.voice = voice
    live.put("silent")
    call = live.call()
    receiver.wait(lambda: len([each for each in receiver.events if each["event"] == "mark"]) == 2)
    call.update(status="completed")
    assert len(receiver.media) * 160 < 16000


def test_a_person_barges_in(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = agent = VoiceAgent(QUESTION * 3, "It is about this.", GOODBYE)
    live.put("interrupts")
    live.ends(live.call())
    assert agent.heard[1] in (
        "Sorry to interrupt, what is this about?",
        "Wait, wait, what do you want?",
    )
    (long,) = (
        each for each in receiver.events if each.get("mark", {}).get("name") == QUESTION[:20]
    )
    frames = len(spoken(QUESTION * 3).ulaw()) / 160
    reader, spoken_at = WordReader(), 0
    for number, each in enumerate(receiver.media):
        words = reader.read(base64.b64decode(each["media"]["payload"]))
        if any(word.text in ("Sorry", "Wait,") for word in words):
            spoken_at = number
            break
    assert spoken_at < int(long["sequenceNumber"]) - frames / 2


def test_a_murmur_is_not_a_turn(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = VoiceAgent(QUESTION, GOODBYE)
    live.put("murmurs")
    live.ends(live.call("+34910000143"))
    words = " ".join(words_of(receiver))
    assert any(murmur in words for murmur in LINES["murmur"]["es"])


def test_a_dictated_number_has_pauses_in_it(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = VoiceAgent(QUESTION, "What is your customer number?", GOODBYE)
    live.put("dictates")
    live.ends(live.call())
    words = WordReader().read(sound_of(receiver))
    pauses = [
        after.at - before.at for before, after in pairwise(words) if before.text.endswith("…")
    ]
    assert len(pauses) >= 2 and all(pause > 0.8 * 8000 for pause in pauses)


def test_a_noisy_room_is_never_silent(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = VoiceAgent(QUESTION, GOODBYE)
    live.put("noisy")
    live.ends(live.call())
    assert loudness(sound_of(receiver)[:1600]) > 100


def test_a_voicemail_beeps(live: Rehearsal, receiver: Receiver) -> None:
    live.put("voicemail")
    call = live.call()
    receiver.wait(lambda: receiver.events)
    live.ends(call)
    sound = sound_of(receiver)
    (*_, last) = WordReader().read(sound)
    assert (
        max(loudness(sound[at : at + 800]) for at in range(last.at + 4000, len(sound), 800)) > 5000
    )


def test_keys_are_told_one_by_one(live: Rehearsal, receiver: Receiver) -> None:
    receiver.voice = VoiceAgent("Please key in your customer number.")
    live.put("keys_digits")
    call = live.call()
    receiver.wait(lambda: len([each for each in receiver.events if each["event"] == "dtmf"]) == 5)
    call.update(status="completed")
    keys = [each for each in receiver.events if each["event"] == "dtmf"]
    assert keys[4]["dtmf"] == {"track": "inbound_track", "digit": "#"}


def test_closing_the_socket_goes_on_with_the_document(live: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document(receiver, after="<Redirect>/after</Redirect>")
    receiver.twiml["/after"] = "<Response><Hangup/></Response>"
    receiver.voice = lambda event: None if event["event"] == "start" else []
    call = live.call()
    live.ends(call)
    assert len(receiver.at("/after")) == 1
    assert live.ledger("error", sid=call.sid) == []


def test_its_status_is_told(live: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document(receiver, 'name="line one" statusCallback="/streamed"')
    receiver.voice = VoiceAgent(GOODBYE)
    live.ends(live.call())
    receiver.wait(lambda: len(receiver.at("/streamed")) == 2)
    events = {hook.form["StreamEvent"]: hook.form for hook in receiver.at("/streamed")}
    assert set(events) == {"stream-started", "stream-stopped"}
    assert events["stream-started"]["StreamName"] == "line one"
    assert events["stream-started"]["StreamSid"].startswith("MZ")


@pytest.mark.parametrize(("kind", "code"), [("stream_refused", 31920), ("stream_drop", 31921)])
def test_a_socket_that_fails(live: Rehearsal, receiver: Receiver, kind: str, code: int) -> None:
    receiver.twiml["/voice"] = document(
        receiver, 'statusCallback="/streamed"', after="<Redirect>/after</Redirect>"
    )
    receiver.twiml["/after"] = "<Response><Hangup/></Response>"
    receiver.voice = VoiceAgent(QUESTION, QUESTION)
    live.fault(kind)
    call = live.call()
    live.ends(call)
    assert [error["code"] for error in live.ledger("error", sid=call.sid)] == [code]
    receiver.wait(lambda: receiver.at("/streamed") and receiver.at("/after"))
    assert receiver.at("/streamed")[-1].form["StreamError"].startswith(str(code))


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        json.dumps(["media"]),
        json.dumps({"event": "media", "streamSid": "MZ0", "media": {"payload": "AAAA"}}),
        {"event": "speak"},
        {"event": "media"},
        {"event": "media", "media": {"payload": "not base64!"}},
        {"event": "media", "media": {"payload": base64.b64encode(b"RIFFxxxxWAVE").decode()}},
        {"event": "mark", "mark": {}},
    ],
)
def test_a_message_that_twilio_would_refuse(
    live: Rehearsal, receiver: Receiver, message: Any
) -> None:
    def voice(event: dict[str, Any]) -> list[Any]:
        if event["event"] != "start":
            return []
        is_text = isinstance(message, str)
        return [message if is_text else {"streamSid": event["streamSid"], **message}]

    receiver.voice = voice
    call = live.call()
    live.ends(call)
    assert [error["code"] for error in live.ledger("error", sid=call.sid)] == [31924]


@pytest.mark.parametrize(
    ("document_of", "code"),
    [
        (lambda r: document(r).replace("/abc", "/abc?call=1"), 31923),
        (lambda r: document(r, 'track="both_tracks"'), 31941),
        (lambda r: document(r).replace("ws://127.0.0.1", "ws://example.com"), 12200),
    ],
)
def test_a_document_that_twilio_refuses(
    live: Rehearsal, receiver: Receiver, document_of: Any, code: int
) -> None:
    receiver.twiml["/voice"] = document_of(receiver)
    call = live.call()
    live.ends(call)
    assert [error["code"] for error in live.ledger("error", sid=call.sid)] == [code]


def test_hanging_up_by_rest_stops_the_stream(live: Rehearsal, receiver: Receiver) -> None:
    live.put("silent")
    call = live.call()
    receiver.wait(lambda: len(receiver.events) == 2)
    call.update(status="completed")
    assert live.ends(call)["CallStatus"] == "completed"
    receiver.wait(lambda: receiver.events[-1]["event"] == "stop")
