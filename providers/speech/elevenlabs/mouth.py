"""Speech as it is written: many utterances on one socket (`multi-stream-input`).

An utterance is a context of theirs. They spell it `context_id` towards them and `contextId`
towards us. Closing a context lets it finish what it was given, then says `isFinal`; what still
comes of one that was dropped is swallowed here.
"""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any

from providers.errors import ProviderError
from providers.speech.base import Sound, Voicing
from providers.speech.elevenlabs.faults import from_code, unreachable
from providers.speech.elevenlabs.pace import Pace
from providers.speech.elevenlabs.socket import Socket, open_socket
from providers.speech.elevenlabs.style import settings_of

_WAITS = 180
"""Seconds without a text after which they close the socket, the most that they allow."""

Heard = Sound | ProviderError | None


class ElevenLabsUtterance:
    """An `Utterance`: one context on the socket that was open when it began."""

    def __init__(self, socket: Socket, name: str, settings: dict[str, Any]) -> None:
        self.name = name
        self._socket = socket
        self._settings = settings
        self._sound: asyncio.Queue[Heard] = asyncio.Queue()
        self._has_begun = False
        self._is_over = False

    async def say(self, text: str) -> None:
        """See `Utterance.say`. A text ends with a space, or its last word would wait for more."""
        if self._is_over or not text.strip():
            return
        if not self._has_begun:
            self._has_begun = True
            await self._tell(text=" ", voice_settings=self._settings)
        await self._tell(text=f"{text.strip()} ")

    async def end(self) -> None:
        """See `Utterance.end`."""
        if self._is_over:
            return
        self._is_over = True
        if not self._has_begun:
            self.take(None)
            return
        await self._tell(flush=True)
        await self._tell(close_context=True)

    async def drop(self) -> None:
        """See `Utterance.drop`."""
        must_tell = self._has_begun and not self._is_over
        self._is_over = True
        while not self._sound.empty():
            self._sound.get_nowait()
        self.take(None)
        if must_tell:
            with contextlib.suppress(ProviderError):
                await self._tell(close_context=True)

    async def __aiter__(self) -> AsyncIterator[Sound]:
        """See `Utterance.__aiter__`."""
        while (heard := await self._sound.get()) is not None:
            if isinstance(heard, ProviderError):
                raise heard
            yield heard

    def take(self, heard: Heard) -> None:
        """What the socket brought for it; None is the end."""
        self._sound.put_nowait(heard)

    async def _tell(self, **message: Any) -> None:
        await self._socket.send({"context_id": self.name, **message})


class ElevenLabsMouth:
    """A `Mouth`. Opens its socket again where it broke between two utterances."""

    def __init__(
        self, connect: Callable[[], Awaitable[Socket]], voicing: Voicing, pace: Pace
    ) -> None:
        self._connect = connect
        self._settings = settings_of(voicing.style)
        self._pace = pace
        self._names = count(1)
        self._utterances: dict[str, ElevenLabsUtterance] = {}
        self._socket: Socket | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, unless it is. Raises ProviderError, at once for an empty account."""
        if self._socket is not None:
            return
        self._pace.check()
        self._socket = await self._connect()
        self._reader = asyncio.create_task(self._read(self._socket))

    async def begin(self) -> ElevenLabsUtterance:
        """See `Mouth.begin`."""
        await self.open()
        assert self._socket is not None
        utterance = ElevenLabsUtterance(self._socket, f"u{next(self._names)}", self._settings)
        self._utterances[utterance.name] = utterance
        return utterance

    async def close(self) -> None:
        """See `Mouth.close`."""
        socket, self._socket = self._socket, None
        if socket is not None:
            await socket.close()
        if self._reader is not None:
            await self._reader

    async def _read(self, socket: Socket) -> None:
        """Every message to its utterance, until the socket ends; then its end to all of them."""
        end: ProviderError = unreachable("closed")
        try:
            async for message in socket.messages():
                if code := message.get("error"):
                    raise from_code(str(code))
                self._deliver(message)
        except ProviderError as error:
            self._pace.learn(error)
            end = error
        if self._socket is socket:
            self._socket = None
        waiting, self._utterances = self._utterances, {}
        for utterance in waiting.values():
            utterance.take(end)
        await socket.close()

    def _deliver(self, message: dict[str, Any]) -> None:
        name = str(message.get("contextId") or message.get("context_id") or "")
        utterance = self._utterances.get(name)
        if utterance is None:
            return
        if audio := message.get("audio"):
            utterance.take(Sound(base64.b64decode(audio), _text_of(message)))
        if message.get("isFinal") or message.get("is_final"):
            del self._utterances[name]
            utterance.take(None)


def _text_of(message: dict[str, Any]) -> str:
    aligned = message.get("alignment") or message.get("normalizedAlignment") or {}
    return "".join(aligned.get("chars") or ())


async def open_mouth(api_key: str, base_url: str, voicing: Voicing, pace: Pace) -> ElevenLabsMouth:
    """A voice with its socket open. Raises ProviderError."""
    query = [
        ("model_id", voicing.model),
        ("output_format", voicing.format),
        ("auto_mode", "true"),  # whole clauses come in: nothing is gained by waiting for more
        ("sync_alignment", "true"),
        ("inactivity_timeout", str(_WAITS)),
    ]
    if voicing.language and "multilingual_v2" not in voicing.model:
        query.append(("language_code", voicing.language))
    path = ("v1", "text-to-speech", voicing.voice, "multi-stream-input")
    mouth = ElevenLabsMouth(lambda: open_socket(base_url, path, query, api_key), voicing, pace)
    await mouth.open()
    return mouth
