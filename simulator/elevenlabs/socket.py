"""`multi-stream-input`: many utterances on one socket, each in a context of its own."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from simulator.elevenlabs.account import Account
from simulator.elevenlabs.errors import ElevenLabsError, Invalid, refusal
from simulator.elevenlabs.formats import encode
from simulator.elevenlabs.models import check_model, find_voice, output_format, wrong_settings
from simulator.sound import Speech, spoken
from simulator.world import World

_QUERY = frozenset(
    (
        "model_id",
        "output_format",
        "language_code",
        "enable_logging",
        "enable_ssml_parsing",
        "inactivity_timeout",
        "sync_alignment",
        "auto_mode",
        "apply_text_normalization",
        "seed",
        "authorization",
        "single_use_token",
    )
)
_KEYS = frozenset(
    (
        "text",
        "context_id",
        "voice_settings",
        "generation_config",
        "pronunciation_dictionary_locators",
        "flush",
        "close_context",
        "close_socket",
        "xi-api-key",
        "xi_api_key",
        "authorization",
        "immediate",
    )
)
_MOST_CONTEXTS = 5
_SPEAKS_AT = 120  # characters, the first of ElevenLabs' own schedule
_PIECE = 2000
_POLICY = 1008


class _Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(slots=True)
class _Context:
    """An utterance: the text that waits, and the work of speaking what does not."""

    text: str = ""
    queue: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    task: asyncio.Task[None] | None = None


class SpeechSocket:
    def __init__(self, world: World, account: Account, socket: WebSocket) -> None:
        self._world = world
        self._account = account
        self._socket = socket
        self._contexts: dict[str, _Context] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._has_key = False
        query = dict(socket.query_params)
        self._query = query
        self._waits = float(query.get("inactivity_timeout", 20))
        self._is_auto = query.get("auto_mode", "false") == "true"

    async def serve(self) -> None:
        await self._socket.accept()
        try:
            self._begin()
            await self._read()
        except _Refused as error:
            await self._fail(error.code, str(error))
        except ElevenLabsError as error:
            await self._fail(error.status, str(error))
        except Invalid as error:
            await self._fail("invalid_request", "; ".join(": ".join(each) for each in error.wrong))
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other side has gone
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self) -> None:
        """Checks the handshake as the first message would be."""
        if unknown := sorted(set(self._query) - _QUERY):
            raise _Refused("invalid_request", f"Unknown parameter: {unknown[0]}")
        if not 1 <= self._waits <= 180:
            raise _Refused("invalid_request", "inactivity_timeout is 180 seconds at most")
        self._model = self._query.get("model_id", "eleven_multilingual_v2")
        check_model(self._model)
        self._format = output_format(self._query, whole=False)
        self._voice = find_voice(self._socket.path_params["voice_id"])
        self._has_key = bool(self._socket.headers.get("xi-api-key"))

    async def _read(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._waits):
                    message = self._parse(await self._socket.receive_text())
            except TimeoutError:
                raise _Refused("input_timeout_exceeded", "No input was received.") from None
            if message.get("close_socket"):
                await self._finish()
                return
            self._take(message)

    def _parse(self, text: str) -> dict[str, Any]:
        try:
            message = json.loads(text)
        except ValueError as error:
            raise _Refused("invalid_message", "The message is not JSON.") from error
        if not isinstance(message, dict) or set(message) - _KEYS:
            raise _Refused("invalid_message", "The message has a field that nobody knows.")
        if not isinstance(message.get("text", ""), str | None):
            raise _Refused("invalid_message", "text is not a string.")
        self._has_key |= bool(message.get("xi-api-key") or message.get("xi_api_key"))
        if not self._has_key:
            raise _Refused("invalid_api_key", "Invalid API key")
        if wrong := wrong_settings(message.get("voice_settings")):
            raise Invalid(*wrong)
        return message

    def _take(self, message: dict[str, Any]) -> None:
        name = str(message.get("context_id") or "default")
        context = self._contexts.get(name)
        if message.get("close_context"):
            if context is not None:
                self._speak(context)
                context.queue.put_nowait(None)
                del self._contexts[name]
            return
        context = context or self._open(name)
        context.text += message.get("text") or ""
        is_due = len(context.text) >= _SPEAKS_AT or (self._is_auto and context.text.strip())
        if message.get("flush") or is_due:
            self._speak(context)

    def _open(self, name: str) -> _Context:
        if len(self._contexts) >= _MOST_CONTEXTS:
            raise _Refused("max_contexts_exceeded", "Too many simultaneous contexts.")
        context = self._contexts[name] = _Context()
        context.task = asyncio.create_task(self._utter(name, context))
        self._tasks.add(context.task)
        context.task.add_done_callback(self._tasks.discard)
        return context

    def _speak(self, context: _Context) -> None:
        if context.text.strip():
            context.queue.put_nowait(context.text)
        context.text = ""

    async def _finish(self) -> None:
        for context in self._contexts.values():
            self._speak(context)
            context.queue.put_nowait(None)
        await asyncio.gather(*self._tasks)
        await self._socket.close()

    async def _utter(self, name: str, context: _Context) -> None:
        """Speaks what comes into a context, until it is closed and all of it is out."""
        try:
            while (text := await context.queue.get()) is not None:
                await self._sound(name, text)
            await self._tell({"isFinal": True, "contextId": name})
        except ElevenLabsError as error:
            await self._fail(error.status, str(error))
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other side has gone

    async def _sound(self, name: str, text: str) -> None:
        clock, settings = self._world.clock, self._world.settings
        fault = self._world.faults.take("speech", path=self._voice.id)
        if fault and (no := refusal(fault)):
            raise no
        kind, seconds = (fault.kind, fault.seconds) if fault else ("", 0.0)
        with self._account.doing():
            self._account.buy(
                text.strip(), voice=self._voice.id, model=self._model, form=self._format,
                way="socket",
            )  # fmt: skip
            await clock.sleep(settings.first_sound + (seconds if kind == "speech_slow" else 0.0))
            language = self._query.get("language_code") or self._voice.language
            speech = await asyncio.to_thread(spoken, text.strip(), self._voice.id, language)
            sound = await asyncio.to_thread(encode, speech, self._format)
        seconds_a_byte = speech.seconds / max(1, len(sound))
        is_aligned = self._query.get("sync_alignment") == "true"
        for at in range(0, len(sound), _PIECE):
            if at == _PIECE and kind == "speech_stall":
                await clock.sleep(seconds)
            if at == _PIECE and kind == "speech_cut":
                await self._socket.close(1011)
                return
            start, end = at * seconds_a_byte, (at + _PIECE) * seconds_a_byte
            aligned = alignment(speech, start, end) if is_aligned else None
            piece = base64.b64encode(sound[at : at + _PIECE]).decode()
            await self._tell({
                "audio": piece, "isFinal": None, "contextId": name,
                "normalizedAlignment": aligned, "alignment": aligned,
            })  # fmt: skip

    async def _tell(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(message))

    async def _fail(self, code: str, message: str) -> None:
        try:
            await self._tell({"message": message, "error": code, "code": _POLICY})
            await self._socket.close(_POLICY, code)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the other side has gone


def alignment(speech: Speech, start: float, end: float) -> dict[str, list[Any]] | None:
    """The letters of the words that begin between two seconds, in ElevenLabs' form."""
    ends = [word.start for word in speech.words[1:]] + [speech.seconds]
    letters: list[str] = []
    starts: list[int] = []
    for word, stop in zip(speech.words, ends, strict=True):
        if start <= word.start < end:
            text = f"{word.text} "
            step = max(0.0, stop - word.start) / len(text)
            letters += text
            starts += [round((word.start - start + n * step) * 1000) for n in range(len(text))]
    if not letters:
        return None
    lengths = [
        max(0, after - at) for at, after in zip(starts, [*starts[1:], starts[-1]], strict=True)
    ]
    return {"chars": letters, "charStartTimesMs": starts, "charsDurationsMs": lengths}
