"""What was said is on the recording, each side in its channel."""

import io
import wave
from typing import Any

import httpx
import numpy as np
import pytest

from simulator.elevenlabs.formats import wav
from simulator.people.lines import LINES
from simulator.sound import spoken
from simulator.sound.mp3 import HAS_MP3
from simulator.sound.ulaw import RATE, Samples, from_ulaw
from simulator.tests.receiver import Receiver
from simulator.tests.voice_agent import VoiceAgent
from simulator.tests.world import PERSON, Rehearsal

QUESTION, GOODBYE = "Good morning, am I speaking with Robin?", "Thank you. Goodbye."
GATHER = '<Response><Gather input="speech" action="/said">{}</Gather></Response>'
BYE = f"<Response><Say>{GOODBYE}</Say></Response>"


def told(receiver: Receiver, *channels: str) -> dict[str, Any]:
    wishes: dict[str, Any] = {"record": True, "recording_status_callback": receiver.url("/rec")}
    return wishes | ({"recording_channels": channels[0]} if channels else {})


def media(world: Rehearsal, receiver: Receiver, extension: str = "") -> httpx.Response:
    receiver.wait(lambda: receiver.at("/rec"))
    form = receiver.at("/rec")[0].form
    assert form["RecordingStatus"] == "completed"
    account = (world.settings.account_sid, world.settings.auth_token)
    assert httpx.get(form["RecordingUrl"], trust_env=False).status_code == 401
    return httpx.get(form["RecordingUrl"] + extension, auth=account, trust_env=False)


def tracks_of(content: bytes) -> list[Samples]:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getframerate(), file.getsampwidth()) == (RATE, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return [samples[n :: file.getnchannels()] for n in range(file.getnchannels())]


def place_of(track: Samples, sound: Samples) -> int:
    """The sample at which exactly this sound begins; fails where it is not heard."""
    found = track.tobytes().find(sound.tobytes())
    assert found >= 0 and found % 2 == 0
    return found // 2


def test_each_side_has_its_channel(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml |= {"/voice": GATHER.format(f"<Say>{QUESTION}</Say>"), "/said": BYE}
    world.put("agreeable")
    world.ends(world.call(**told(receiver, "dual")))
    person, agent = tracks_of(media(world, receiver).content)
    asked = place_of(agent, spoken(QUESTION, "agent").at(RATE))
    reply = receiver.at("/said")[0].form["SpeechResult"]
    answered = place_of(person, spoken(reply, PERSON).at(RATE))
    parted = place_of(agent, spoken(GOODBYE, "agent").at(RATE))
    assert asked < answered < parted


def test_one_channel_holds_both(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = BYE
    world.put("agreeable")
    world.ends(world.call(**told(receiver)))
    (both,) = tracks_of(media(world, receiver, ".wav").content)
    place_of(both, spoken(GOODBYE, "agent").at(RATE))


def test_tokens_become_one_sentence(world: Rehearsal, receiver: Receiver) -> None:
    relay = f'<ConversationRelay url="{receiver.socket_url("/relay/a")}"/>'
    receiver.twiml["/voice"] = f"<Response><Connect>{relay}</Connect></Response>"

    def agent(message: dict[str, Any]) -> list[Any]:
        if message["type"] != "prompt":
            return []
        words = [{"type": "text", "token": f"{word} ", "last": False} for word in QUESTION.split()]
        return [*words, {"type": "text", "token": "", "last": True}, {"type": "end"}]

    receiver.agent = agent
    world.put("agreeable")
    world.ends(world.call(**told(receiver, "dual")))
    # `Record` of the call itself is ignored with ConversationRelay: nothing is told.
    assert not receiver.at("/rec")
    receiver.begin()
    start = '<Start><Recording channels="dual" recordingStatusCallback="/rec"/></Start>'
    receiver.twiml["/voice"] = f"<Response>{start}<Connect>{relay}</Connect></Response>"
    receiver.agent = agent
    world.ends(world.call())
    person, agents = tracks_of(media(world, receiver).content)
    place_of(agents, spoken(QUESTION, "agent").at(RATE))
    assert any(
        spoken(hello, PERSON).at(RATE).tobytes() in person.tobytes()
        for hello in LINES["hello"]["en"]
    )


def test_a_stream_is_recorded_as_it_sounded(world: Rehearsal, receiver: Receiver) -> None:
    stream = f'<Stream url="{receiver.socket_url("/stream/a")}"/>'
    receiver.twiml["/voice"] = f"<Response><Connect>{stream}</Connect></Response>"
    receiver.voice = VoiceAgent(QUESTION, GOODBYE)
    world.put("agreeable")
    world.post("/speed", speed=50)
    world.ends(world.call(**told(receiver, "dual")))
    _, agent = tracks_of(media(world, receiver).content)
    place_of(agent, from_ulaw(spoken(QUESTION).ulaw()[:8000]))


def test_sound_that_is_played_is_heard_as_words(world: Rehearsal, receiver: Receiver) -> None:
    sound = wav(spoken(QUESTION, "a").ulaw(), rate=RATE, bits=8, code=7)
    receiver.files["/clip.wav"] = sound
    receiver.twiml |= {"/voice": GATHER.format("<Play>/clip.wav</Play>"), "/said": BYE}
    world.put("agreeable")
    world.ends(world.call(**told(receiver, "dual")))
    assert receiver.at("/said")[0].form["SpeechResult"] in (
        "Yes, that's me.",
        "Speaking, go ahead.",
        "Yes, this is me. How can I help?",
    )
    _, agent = tracks_of(media(world, receiver).content)
    place_of(agent, from_ulaw(spoken(QUESTION, "a").ulaw()))


@pytest.mark.skipif(not HAS_MP3, reason="requirements-voice.txt is not installed")
def test_mp3_is_there_too(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = BYE
    world.put("agreeable")
    world.ends(world.call(**told(receiver)))
    answer = media(world, receiver, ".mp3")
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.content) > 2000 and answer.content[0] == 0xFF
