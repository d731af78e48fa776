"""ElevenLabs, through its own SDK and plain sockets: what it does, and what it refuses."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import websockets
from elevenlabs import VoiceSettings
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.errors import UnprocessableEntityError
from elevenlabs.realtime import AudioFormat, CommitStrategy, RealtimeEvents
from websockets.exceptions import ConnectionClosed

from simulator.elevenlabs.voices import VOICES
from simulator.sound import WordReader, spoken
from simulator.sound.mp3 import HAS_MP3
from simulator.tests.world import Rehearsal
from simulator.twilio.sound import ulaw_of

LUCIA = "simLucia0000000000ES"
HELLO = "Buenos días, ¿hablo con Lucía Pérez?"


@pytest.fixture
def vendor(world: Rehearsal) -> Iterator[ElevenLabs]:
    with httpx.Client(trust_env=False) as http:
        yield ElevenLabs(
            base_url=f"{world.origin}/elevenlabs", api_key="any", httpx_client=http, timeout=5
        )


def speak(vendor: ElevenLabs, text: str = HELLO, **wanted: Any) -> bytes:
    wanted = {"voice_id": LUCIA, "output_format": "ulaw_8000", **wanted}
    pieces = vendor.text_to_speech.convert(text=text, request_options={"max_retries": 0}, **wanted)
    return b"".join(pieces)


def words_of(ulaw: bytes) -> str:
    return " ".join(word.text for word in WordReader().read(ulaw))


@pytest.mark.parametrize(
    ("form", "least"),
    [
        ("ulaw_8000", 8000),
        ("alaw_8000", 8000),
        ("pcm_16000", 32000),
        ("wav_22050", 44000),
        pytest.param(
            "mp3_44100_128",
            8000,
            marks=pytest.mark.skipif(not HAS_MP3, reason="no MP3 encoder here"),
        ),
    ],
)
def test_a_text_is_spoken_in_every_format(vendor: ElevenLabs, form: str, least: int) -> None:
    assert len(speak(vendor, output_format=form)) > least


def test_words_travel_in_the_telephones_sound(vendor: ElevenLabs) -> None:
    assert words_of(speak(vendor)) == HELLO
    stream = vendor.text_to_speech.stream(LUCIA, text=HELLO, output_format="ulaw_8000")
    assert words_of(b"".join(stream)) == HELLO


def test_voices_are_listed_and_previewed(world: Rehearsal, vendor: ElevenLabs) -> None:
    found = vendor.voices.search(search="mexican").voices
    assert [voice.name for voice in found] == ["Valentina"]
    assert len(vendor.voices.search().voices) == len(VOICES)
    preview = httpx.get(found[0].preview_url or "", trust_env=False)
    assert words_of(ulaw_of(preview.content) or b"").startswith("Hola, soy Valentina.")


def test_characters_are_counted_by_the_models_price(world: Rehearsal, vendor: ElevenLabs) -> None:
    speak(vendor, "a" * 100, model_id="eleven_flash_v2_5")
    speak(vendor, "a" * 100, model_id="eleven_multilingual_v2")
    assert vendor.user.subscription.get().character_count == 150
    assert world.get("/summary")["characters"] == 200


@pytest.mark.parametrize(
    ("status", "code", "wanted"),
    [
        (404, "voice_not_found", {"voice_id": "nobody"}),
        (400, "model_not_found", {"model_id": "eleven_v99"}),
        (400, "max_character_limit_exceeded", {"text": "a" * 3001, "model_id": "eleven_v3"}),
    ],
)
def test_what_is_not_there_is_refused(
    vendor: ElevenLabs, status: int, code: str, wanted: dict[str, Any]
) -> None:
    with pytest.raises(ApiError) as refusal:
        speak(vendor, **wanted)
    assert refusal.value.status_code == status
    assert refusal.value.body["detail"]["status"] == code


@pytest.mark.parametrize(
    "wanted",
    [
        {"text": " "},
        {"output_format": "ulaw_16000"},
        {"voice_settings": VoiceSettings(speed=2.0)},
        {"voice_settings": VoiceSettings(stability=-1)},
        {"apply_text_normalization": "perhaps"},
        {"previous_request_ids": ["a", "b", "c", "d"]},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    vendor: ElevenLabs, wanted: dict[str, Any]
) -> None:
    with pytest.raises(UnprocessableEntityError) as refusal:
        speak(vendor, **wanted)
    assert refusal.value.body["detail"][0]["msg"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("speech_quota", 401, "quota_exceeded"),
        ("speech_concurrency", 429, "too_many_concurrent_requests"),
        ("speech_busy", 429, "system_busy"),
        ("speech_500", 500, "internal_server_error"),
    ],
)
def test_faults_have_elevenlabs_shape(
    world: Rehearsal, vendor: ElevenLabs, kind: str, status: int, code: str
) -> None:
    world.fault(kind)
    with pytest.raises(ApiError) as refusal:
        speak(vendor)
    assert (refusal.value.status_code, refusal.value.body["detail"]["status"]) == (status, code)
    assert world.ledger("speech") == []


def test_a_key_is_needed(world: Rehearsal) -> None:
    answer = httpx.get(f"{world.origin}/elevenlabs/v2/voices", trust_env=False)
    assert answer.status_code == 401
    assert answer.json()["detail"]["status"] == "invalid_api_key"


# --- multi-stream-input


def socket_url(world: Rehearsal, path: str, **query: str) -> str:
    origin = world.origin.replace("http", "ws", 1)
    return f"{origin}/elevenlabs/v1/{path}?{httpx.QueryParams(query)}"


def mouth(world: Rehearsal, **query: str) -> websockets.connect:
    query = {"model_id": "eleven_flash_v2_5", "output_format": "ulaw_8000", **query}
    url = socket_url(world, f"text-to-speech/{LUCIA}/multi-stream-input", **query)
    return websockets.connect(url, additional_headers={"xi-api-key": "any"})


async def heard(socket: Any) -> AsyncIterator[dict[str, Any]]:
    async for text in socket:
        yield json.loads(text)


async def test_contexts_are_spoken_side_by_side(world: Rehearsal) -> None:
    async with mouth(world) as socket:
        for name, text in (("a", "Buenos días. "), ("b", "Buenas tardes. ")):
            await socket.send(json.dumps({"text": " ", "context_id": name}))
            await socket.send(json.dumps({"text": text, "context_id": name}))
            await socket.send(json.dumps({"context_id": name, "flush": True}))
        await socket.send(json.dumps({"close_socket": True}))
        sound = {"a": b"", "b": b""}
        finals = []
        async for message in heard(socket):
            sound[message["contextId"]] += base64.b64decode(message.get("audio") or "")
            if message["isFinal"]:
                finals.append(message["contextId"])
    assert sorted(finals) == ["a", "b"]
    assert words_of(sound["a"]) == "Buenos días."
    assert words_of(sound["b"]) == "Buenas tardes."


async def test_short_text_waits_for_more_unless_it_is_flushed(world: Rehearsal) -> None:
    async with mouth(world) as socket:
        await socket.send(json.dumps({"text": "Buenos ", "context_id": "a"}))
        await socket.send(json.dumps({"text": "días. ", "context_id": "a", "flush": True}))
        message = json.loads(await socket.recv())
        assert message["audio"]
    assert [entry["text"] for entry in world.ledger("speech")] == ["Buenos días."]


async def test_letters_are_aligned_where_they_are_asked_for(world: Rehearsal) -> None:
    async with mouth(world, sync_alignment="true", auto_mode="true") as socket:
        await socket.send(json.dumps({"text": "Buenos días. ", "context_id": "a"}))
        aligned = json.loads(await socket.recv())["alignment"]
    assert "".join(aligned["chars"]).startswith("Buenos ")
    assert len({len(column) for column in aligned.values()}) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"colour": "red"}, None),
        ({"inactivity_timeout": "300"}, None),
        ({"output_format": "wav_8000"}, None),
        ({}, "no json"),
        ({}, {"txt": "Hola"}),
        ({}, {"text": 5, "context_id": "a"}),
        ({}, {"text": "Hola ", "context_id": "a", "voice_settings": {"speed": 9}}),
    ],
)
async def test_a_socket_refuses_what_elevenlabs_does_not_know(
    world: Rehearsal, query: dict[str, str], message: Any
) -> None:
    async with mouth(world, **query) as socket:
        if message is not None:
            text = message if isinstance(message, str) else json.dumps(message)
            await socket.send(text)
        assert json.loads(await socket.recv())["error"]
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


async def test_a_sixth_context_is_one_too_many(world: Rehearsal) -> None:
    async with mouth(world) as socket:
        for number in range(6):
            await socket.send(json.dumps({"text": " ", "context_id": f"c{number}"}))
        assert json.loads(await socket.recv())["error"] == "max_contexts_exceeded"


# --- Scribe realtime


@pytest.fixture
def vendor_async(world: Rehearsal) -> AsyncElevenLabs:
    return AsyncElevenLabs(base_url=f"{world.origin}/elevenlabs", api_key="any")


async def recognised(vendor: AsyncElevenLabs, sound: bytes, **options: Any) -> list[str]:
    """What the SDK's own realtime client hears as final; it commits by itself at the end."""
    wanted: Any = {
        "model_id": "scribe_v2_realtime",
        "audio_format": AudioFormat.ULAW_8000,
        "sample_rate": 8000,
        **options,
    }
    connection = await vendor.speech_to_text.realtime.connect(wanted)
    finals: list[str] = []
    connection.on(RealtimeEvents.COMMITTED_TRANSCRIPT, lambda data: finals.append(data["text"]))
    for at in range(0, len(sound), 4000):
        piece = base64.b64encode(sound[at : at + 4000]).decode()
        await connection.send({"audio_base_64": piece})
    await connection.commit()
    while not finals or finals[-1]:
        await connection.commit()
        await connection.websocket.ping()
        task = connection._message_task
        assert task is not None and not task.done()
        await (await connection.websocket.ping())
    await connection.close()
    return [text for text in finals if text]


async def test_words_are_recognised_when_they_are_committed(vendor_async: AsyncElevenLabs) -> None:
    assert await recognised(vendor_async, spoken(HELLO).ulaw()) == [HELLO]


async def test_a_pause_commits_by_itself(vendor_async: AsyncElevenLabs) -> None:
    pause = b"\xff" * 8000
    sound = spoken("Sí.").ulaw() + pause + spoken("Muy bien.").ulaw() + pause
    finals = await recognised(
        vendor_async,
        sound,
        commit_strategy=CommitStrategy.VAD,
        vad_silence_threshold_secs=0.5,
    )
    assert finals == ["Sí.", "Muy bien."]


async def test_sound_of_elsewhere_has_no_words(vendor_async: AsyncElevenLabs) -> None:
    assert await recognised(vendor_async, bytes(range(256)) * 60) == []


@pytest.mark.parametrize(
    "query",
    [
        {"model_id": "eleven_flash_v2_5"},
        {"model_id": "scribe_v2_realtime", "audio_format": "mp3"},
        {"model_id": "scribe_v2_realtime", "vad_silence_threshold_secs": "9"},
        {"model_id": "scribe_v2_realtime", "colour": "red"},
        {"model_id": "scribe_v2_realtime", "keyterms": "x" * 21},
    ],
)
async def test_recognition_refuses_what_it_does_not_know(
    world: Rehearsal, query: dict[str, str]
) -> None:
    url = socket_url(world, "speech-to-text/realtime", **query)
    async with websockets.connect(url, additional_headers={"xi-api-key": "any"}) as socket:
        message = json.loads(await socket.recv())
    assert message["message_type"] == "invalid_request" and message["error"]


async def test_recognition_needs_a_key(world: Rehearsal) -> None:
    url = socket_url(world, "speech-to-text/realtime", model_id="scribe_v2_realtime")
    async with websockets.connect(url) as socket:
        assert json.loads(await socket.recv())["message_type"] == "auth_error"
