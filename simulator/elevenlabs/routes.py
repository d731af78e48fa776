"""The REST interface: text to speech, whole or streamed; voices and their previews; the quota."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute

from simulator.breakage import ResetConnection
from simulator.elevenlabs.account import Account
from simulator.elevenlabs.errors import ElevenLabsError, Invalid, refusal
from simulator.elevenlabs.formats import encode, wav
from simulator.elevenlabs.models import MODELS, Wanted, output_format, read_wanted
from simulator.elevenlabs.recognition import Recognition
from simulator.elevenlabs.socket import SpeechSocket
from simulator.elevenlabs.voices import VOICES
from simulator.faults import Fault
from simulator.sound import spoken
from simulator.sound.ulaw import RATE
from simulator.world import World

_QUERY = frozenset(("output_format", "enable_logging", "optimize_streaming_latency"))
# A quarter of a second of µ-law, at most: a stream is heard before it is whole.
_PIECE = 2000
_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "ulaw": "audio/basic"}


def elevenlabs_routes(world: World) -> list[BaseRoute]:
    account = Account(world)
    api = Speaking(world, account)
    base, speech = "/elevenlabs/v1", "/elevenlabs/v1/text-to-speech/{voice_id}"

    async def speak(socket: Any) -> None:
        await SpeechSocket(world, account, socket).serve()

    async def listen(socket: Any) -> None:
        await Recognition(world, account, socket).serve()

    return [
        Route(speech, api.convert, methods=["POST"]),
        Route(f"{speech}/stream", api.stream, methods=["POST"]),
        WebSocketRoute(f"{speech}/multi-stream-input", speak),
        WebSocketRoute(f"{base}/speech-to-text/realtime", listen),
        Route(f"{base}/models", api.models, methods=["GET"]),
        Route(f"{base}/user/subscription", api.subscription, methods=["GET"]),
        Route(f"{base}/voices", api.voices, methods=["GET"]),
        Route("/elevenlabs/v2/voices", api.voices, methods=["GET"]),
        Route("/elevenlabs/previews/{voice_id}.wav", api.preview, methods=["GET"]),
    ]


class Speaking:
    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._account = account

    async def convert(self, request: Request) -> Response:
        wanted, form, fault = await self._enter(request, whole=True)
        with self._account.doing():
            cost = self._buy(wanted, form)
            headers = self._account.headers(cost)
            await self._first_sound(fault)
            if fault and fault.kind == "speech_stall":
                await self._world.clock.sleep(fault.seconds)
            if fault and fault.kind == "speech_cut":
                raise ResetConnection
            sound = await self._sound(wanted, form)
        return Response(sound, headers=headers, media_type=_type(form))

    async def stream(self, request: Request) -> Response:
        wanted, form, fault = await self._enter(request, whole=False)
        with self._account.doing():
            headers = self._account.headers(self._buy(wanted, form))
        pieces = self._pieces(wanted, form, fault)
        return StreamingResponse(pieces, headers=headers, media_type=_type(form))

    async def voices(self, request: Request) -> Response:
        """Both versions; `search` looks into name, labels and description."""
        self._check_key(request)
        wanted = request.query_params.get("search", "").lower()
        origin = f"{request.url.scheme}://{request.url.netloc}"
        found = [voice.as_json(origin) for voice in VOICES.values()]
        found = [voice for voice in found if wanted in str(voice).lower()]
        body = {
            "voices": found,
            "has_more": False,
            "total_count": len(found),
            "next_page_token": None,
        }
        return JSONResponse(body)

    async def models(self, request: Request) -> Response:
        self._check_key(request)
        listed = [
            {
                "model_id": name,
                "name": name,
                "can_do_text_to_speech": True,
                "maximum_text_length_per_request": model.longest,
                "token_cost_factor": model.cost,
                "languages": [{"language_id": "es", "name": "Spanish"}],
            }
            for name, model in MODELS.items()
        ]
        return JSONResponse(listed)

    async def subscription(self, request: Request) -> Response:
        self._check_key(request)
        return JSONResponse(self._account.subscription())

    async def preview(self, request: Request) -> Response:
        """A WAV that needs no key, as ElevenLabs' own previews need none."""
        voice = VOICES.get(request.path_params["voice_id"])
        if voice is None:
            return Response(status_code=404)
        speech = await asyncio.to_thread(spoken, voice.said, voice.id, voice.language)
        return Response(wav(speech.ulaw(), rate=RATE, bits=8, code=7), media_type="audio/wav")

    def _check_key(self, request: Request) -> None:
        self._account.check_key(request.headers.get("xi-api-key", ""))

    async def _enter(self, request: Request, *, whole: bool) -> tuple[Wanted, str, Fault | None]:
        self._check_key(request)
        if unknown := sorted(set(request.query_params) - _QUERY):
            raise Invalid(*((name, "Extra inputs are not permitted") for name in unknown))
        form = output_format(dict(request.query_params), whole=whole)
        try:
            body = await request.json()
        except ValueError as error:
            raise Invalid(("", "JSON decode error")) from error
        wanted = read_wanted(body, request.path_params["voice_id"])
        fault = self._world.faults.take("speech", path=wanted.voice.id)
        if fault and (no := refusal(fault)):
            raise no
        return wanted, form, fault

    def _buy(self, wanted: Wanted, form: str) -> int:
        return self._account.buy(
            wanted.text, voice=wanted.voice.id, model=wanted.model, form=form, way="rest"
        )

    async def _first_sound(self, fault: Fault | None) -> None:
        late = fault.seconds if fault and fault.kind == "speech_slow" else 0.0
        await self._world.clock.sleep(self._world.settings.first_sound + late)

    async def _sound(self, wanted: Wanted, form: str) -> bytes:
        language = wanted.language or wanted.voice.language
        speech = await asyncio.to_thread(spoken, wanted.text, wanted.voice.id, language)
        return await asyncio.to_thread(encode, speech, form)

    async def _pieces(self, wanted: Wanted, form: str, fault: Fault | None) -> AsyncIterator[bytes]:
        kind = fault.kind if fault else ""
        try:
            with self._account.doing():
                await self._first_sound(fault)
                sound = await self._sound(wanted, form)
                for at in range(0, len(sound), _PIECE):
                    if at == _PIECE and fault and kind == "speech_stall":
                        await self._world.clock.sleep(fault.seconds)
                    if at == _PIECE and kind == "speech_cut":
                        raise ConnectionResetError
                    yield sound[at : at + _PIECE]
        except ElevenLabsError as error:
            raise ConnectionResetError from error


def _type(form: str) -> str:
    return _TYPES.get(form.partition("_")[0], "application/octet-stream")
