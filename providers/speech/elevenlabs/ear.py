"""Scribe realtime: words as they are understood."""

import binascii
from collections.abc import AsyncIterator

from providers.speech.base import ULAW, Recognized
from providers.speech.elevenlabs.faults import from_code
from providers.speech.elevenlabs.socket import Socket, open_socket

MODEL = "scribe_v2_realtime"
_RATE = 8000
_PARTIAL = "partial_transcript"
_FINAL = "committed_transcript"
_HARMLESS = frozenset({"commit_throttled", "insufficient_audio_activity"})


class ElevenLabsEar:
    """An `Ear`."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    async def hear(self, sound: bytes) -> None:
        """See `Ear.hear`."""
        await self._tell(sound, commit=False)

    async def commit(self) -> None:
        """See `Ear.commit`."""
        await self._tell(b"", commit=True)

    async def __aiter__(self) -> AsyncIterator[Recognized]:
        """See `Ear.__aiter__`."""
        async for message in self._socket.messages():
            kind = str(message.get("message_type") or "")
            if kind in (_PARTIAL, _FINAL):
                text = str(message.get("text") or "").strip()
                language = str(message.get("language_code") or "")
                yield Recognized(text, kind == _FINAL, language)
            elif "error" in message and kind not in _HARMLESS:
                raise from_code(kind)

    async def close(self) -> None:
        """See `Ear.close`."""
        await self._socket.close()

    async def _tell(self, sound: bytes, *, commit: bool) -> None:
        payload = binascii.b2a_base64(sound, newline=False).decode("ascii")
        await self._socket.send_text(
            f'{{"message_type":"input_audio_chunk","audio_base_64":"{payload}",'
            f'"commit":{"true" if commit else "false"},"sample_rate":{_RATE}}}'
        )


async def open_ear(api_key: str, base_url: str, *, language: str) -> ElevenLabsEar:
    """A socket that listens to µ-law; only `commit` makes words final. Raises ProviderError."""
    query = [
        ("model_id", MODEL),
        ("audio_format", ULAW),
        ("commit_strategy", "manual"),
        ("language_code", language),
    ]
    path = ("v1", "speech-to-text", "realtime")
    return ElevenLabsEar(await open_socket(base_url, path, query, api_key))
