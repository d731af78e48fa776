"""The REST interface: recordings and their sound."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.twilio.access import check_access, read_form
from simulator.twilio.errors import TwilioError
from simulator.twilio.exchange import Exchange
from simulator.twilio.recordings import Recording, Wishes
from simulator.twilio.sound import as_mp3, as_wav

_CURRENT = "Twilio.CURRENT"


def recording_routes(exchange: Exchange, account: str) -> list[Route]:
    api = RecordingsApi(exchange)
    of_call = f"{account}/Calls/{{call_sid}}/Recordings"
    return [
        Route(f"{of_call}.json", api.start, methods=["POST"]),
        Route(f"{of_call}.json", api.list, methods=["GET"]),
        Route(f"{of_call}/{{sid}}.json", api.update, methods=["POST"]),
        Route(f"{account}/Recordings/{{sid}}.json", api.fetch, methods=["GET"]),
        Route(f"{account}/Recordings/{{sid}}.json", api.delete, methods=["DELETE"]),
        Route(f"{account}/Recordings/{{name}}", api.media, methods=["GET"]),
    ]


class RecordingsApi:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def start(self, request: Request) -> Response:
        self._enter(request)
        form = {name: values[-1] for name, values in (await read_form(request)).items()}
        line = self._exchange.lines.get(request.path_params["call_sid"])
        if line is None or line.call.status != "in-progress":
            raise TwilioError(21220)
        wishes = Wishes(
            source="StartCallRecordingAPI",
            channels=2 if form.get("RecordingChannels") == "dual" else 1,
            track=form.get("RecordingTrack", "both"),
            callback=form.get("RecordingStatusCallback", ""),
            method=form.get("RecordingStatusCallbackMethod", "POST").upper(),
            events=tuple(form.get("RecordingStatusCallbackEvent", "completed").split()),
        )
        return JSONResponse(line.record(wishes).as_json(), status_code=201)

    async def list(self, request: Request) -> Response:
        self._enter(request)
        found = self._exchange.recordings.of_call(request.path_params["call_sid"])
        body = {
            "recordings": [each.as_json() for each in found],
            "page": 0,
            "page_size": 50,
            "start": 0,
            "end": max(0, len(found) - 1),
            "uri": request.url.path,
            "first_page_uri": request.url.path,
            "next_page_uri": None,
            "previous_page_uri": None,
        }
        return JSONResponse(body)

    async def update(self, request: Request) -> Response:
        self._enter(request)
        status = (await read_form(request)).get("Status", [""])[-1]
        if status not in ("paused", "in-progress", "stopped"):
            raise TwilioError(21222)
        recording = self._current(request)
        if status == "stopped":
            line = self._exchange.lines.get(recording.call.sid)
            self._exchange.recordings.finish(recording, line.seconds_talked() if line else 0)
        else:
            recording.status = status
        return JSONResponse(recording.as_json())

    async def fetch(self, request: Request) -> Response:
        self._enter(request)
        return JSONResponse(self._find(request.path_params["sid"]).as_json())

    async def delete(self, request: Request) -> Response:
        self._enter(request)
        self._exchange.recordings.delete(self._find(request.path_params["sid"]).sid)
        return Response(status_code=204)

    async def media(self, request: Request) -> Response:
        """WAV by default and with `.wav`, MP3 with `.mp3`."""
        self._enter(request)
        sid, _, extension = request.path_params["name"].partition(".")
        recording = self._find(sid)
        if recording.status != "completed" or extension not in ("", "wav", "mp3"):
            raise TwilioError(20404, 404)
        tracks = await asyncio.to_thread(recording.tracks)
        if extension != "mp3":
            return Response(as_wav(tracks), media_type="audio/x-wav")
        sound = await asyncio.to_thread(as_mp3, tracks)
        if sound is None:
            # Twilio always has an encoder; here it is optional.
            raise TwilioError(20404, 404)
        return Response(sound, media_type="audio/mpeg")

    def _enter(self, request: Request) -> None:
        check_access(request, self._exchange.world.settings)

    def _find(self, sid: str) -> Recording:
        if found := self._exchange.recordings.get(sid):
            return found
        raise TwilioError(20404, 404)

    def _current(self, request: Request) -> Recording:
        if request.path_params["sid"] != _CURRENT:
            return self._find(request.path_params["sid"])
        found = self._exchange.recordings.of_call(request.path_params["call_sid"])
        if not found:
            raise TwilioError(20404, 404)
        return found[-1]
