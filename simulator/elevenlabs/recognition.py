"""Scribe realtime. Nobody recognises speech here: the words are read out of the simulator's own
sound, where they travel in the lowest bits (see `simulator.sound.lettering`). Of any other sound
it is only known whether it is loud."""

import base64
import binascii
import json
from typing import Any

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from simulator.elevenlabs.account import Account
from simulator.elevenlabs.errors import ElevenLabsError
from simulator.sound import WordReader
from simulator.sound.ulaw import RATE, loudness, to_ulaw
from simulator.world import World

_QUERY: dict[str, tuple[float, float] | None] = {
    "model_id": None,
    "audio_format": None,
    "commit_strategy": None,
    "language_code": None,
    "secondary_languages": None,
    "include_timestamps": None,
    "include_language_detection": None,
    "vad_silence_threshold_secs": (0.3, 3),
    "vad_threshold": (0.1, 0.9),
    "min_speech_duration_ms": (50, 2000),
    "min_silence_duration_ms": (50, 2000),
    "keyterms": None,
    "no_verbatim": None,
    "entity_detection": None,
    "entity_redaction": None,
    "entity_redaction_mode": None,
    "transcript_edit": None,
    "filter_background_audio": None,
    "enable_logging": None,
    "token": None,
}
_KEYS = frozenset(("message_type", "audio_base_64", "commit", "sample_rate", "previous_text"))
_FORMATS = frozenset(
    f"pcm_{rate}" for rate in (8000, 16000, 22050, 24000, 44100, 48000)
) | {"ulaw_8000"}  # fmt: skip
_MODELS = frozenset(("scribe_v1", "scribe_v2", "scribe_v3", "scribe_v2_realtime"))
_LONGEST_CHUNK = 1_000_000
_LOUD = 60.0
_FRAME = 160
_POLICY = 1008


class _Wrong(Exception):
    """`kind` is the message_type that tells of it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Recognition:
    def __init__(self, world: World, account: Account, socket: WebSocket) -> None:
        self._world = world
        self._account = account
        self._socket = socket
        self._query = socket.query_params
        self._reader = WordReader()
        self._words: list[str] = []
        self._told = ""
        self._quiet = 0.0  # seconds of sound since the last loud or lettered frame
        self._is_first = True

    async def serve(self) -> None:
        await self._socket.accept()
        try:
            self._begin()
            await self._tell("session_started", session_id="sim", config=dict(self._query))
            while True:
                await self._hear(self._parse(await self._socket.receive_text()))
        except _Wrong as error:
            await self._fail(error.kind, str(error))
        except ElevenLabsError as error:
            await self._fail("auth_error", str(error))
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other side has gone

    def _begin(self) -> None:
        self._account.check_key(self._socket.headers.get("xi-api-key", "") or self._get("token"))
        for name, value in self._query.multi_items():
            if name not in _QUERY:
                raise _Wrong("invalid_request", f"Unknown parameter: {name}")
            if limits := _QUERY[name]:
                _check_number(name, value, *limits)
        if self._get("model_id") not in _MODELS:
            raise _Wrong("invalid_request", "model_id is not a model that listens")
        if self._get("audio_format", "pcm_16000") not in _FORMATS:
            raise _Wrong("invalid_request", "audio_format is not one of ours")
        if self._get("commit_strategy", "manual") not in ("manual", "vad"):
            raise _Wrong("invalid_request", "commit_strategy is manual or vad")
        terms = self._query.getlist("keyterms")
        if len(terms) > 50 or any(len(term) > 20 for term in terms):
            raise _Wrong("invalid_request", "at most 50 keyterms of 20 characters")

    def _get(self, name: str, default: str = "") -> str:
        return str(self._query.get(name, default))

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            message = json.loads(text)
        except ValueError as error:
            raise _Wrong("input_error", "the message is not JSON") from error
        if not isinstance(message, dict) or message.get("message_type") != "input_audio_chunk":
            raise _Wrong("input_error", "message_type must be input_audio_chunk")
        if set(message) - _KEYS:
            raise _Wrong("input_error", "the message has a field that nobody knows")
        if message.get("previous_text") and not self._is_first:
            raise _Wrong("input_error", "previous_text is only for the first chunk")
        self._is_first = False
        return message

    async def _hear(self, message: dict[str, Any]) -> None:
        try:
            sound = base64.b64decode(message.get("audio_base_64") or "", validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise _Wrong("input_error", "audio_base_64 is not base64") from error
        if len(sound) > _LONGEST_CHUNK:
            raise _Wrong("chunk_size_exceeded", "the chunk is too long")
        fault = self._world.faults.take("hearing")
        if fault and fault.kind == "hearing_cut":
            await self._socket.close(1011)
            raise WebSocketDisconnect
        if fault and fault.kind == "hearing_quota":
            raise _Wrong("quota_exceeded", "This request exceeds your quota.")
        if fault and fault.kind == "hearing_stall":
            await self._world.clock.sleep(fault.seconds)
        await self._listen(sound)
        if message.get("commit"):
            await self._commit()

    async def _listen(self, sound: bytes) -> None:
        """The sound in frames of 20 ms; time is the sound's own, whatever the clock's speed."""
        line = self._as_ulaw(sound)
        silence = float(self._get("vad_silence_threshold_secs", "1.5"))
        by_voice = self._get("commit_strategy", "manual") == "vad"
        for at in range(0, len(line), _FRAME):
            frame = line[at : at + _FRAME]
            words = [word.text for word in self._reader.read(frame)]
            self._words += words
            is_heard = bool(words) or loudness(frame) > _LOUD
            self._quiet = 0.0 if is_heard else self._quiet + len(frame) / RATE
            if by_voice and self._words and self._quiet >= silence:
                await self._commit()
        text = " ".join(self._words)
        if text and text != self._told:
            self._told = text
            await self._tell("partial_transcript", text=text)

    def _as_ulaw(self, sound: bytes) -> bytes:
        """Sound at 8,000 samples a second; words survive in µ-law, and in PCM made of it."""
        form = self._get("audio_format", "pcm_16000")
        if form == "ulaw_8000":
            return sound
        samples = np.frombuffer(sound[: len(sound) // 2 * 2], "<i2").astype(np.int16)
        return to_ulaw(samples[:: max(1, int(form.partition("_")[2]) // RATE)])

    async def _commit(self) -> None:
        text, self._words, self._told = " ".join(self._words), [], ""
        await self._tell("committed_transcript", text=text)

    async def _tell(self, kind: str, **fields: Any) -> None:
        await self._socket.send_text(json.dumps({"message_type": kind, **fields}))

    async def _fail(self, kind: str, message: str) -> None:
        try:
            await self._tell(kind, error=message)
            await self._socket.close(_POLICY, kind)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other side has gone


def _check_number(name: str, value: str, least: float, most: float) -> None:
    try:
        is_right = least <= float(value) <= most
    except ValueError:
        is_right = False
    if not is_right:
        raise _Wrong("invalid_request", f"{name} is between {least:g} and {most:g}")
