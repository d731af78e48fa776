"""POST token, freeBusy, events; GET events; DELETE an event."""

from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.keys import opens
from simulator.world import World

_TOKEN = "ya29.simulated"  # noqa: S105 (plainly not real)


def google_routes(world: World) -> list[Route]:
    calendar = Calendar(world)
    events = "/google/calendar/v3/calendars/{calendar}/events"
    return [
        Route("/google/token", calendar.token, methods=["POST"]),
        Route("/google/calendar/v3/freeBusy", calendar.free_busy, methods=["POST"]),
        Route(events, calendar.insert, methods=["POST"]),
        Route(events, calendar.events, methods=["GET"]),
        Route(f"{events}/{{event}}", calendar.delete, methods=["DELETE"]),
    ]


class Calendar:
    """One calendar, until the world is reset; the faults named `calendar_…` strike it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._events = world.meetings

    async def token(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        if self._struck("calendar_token") or not opens(form.get("refresh_token", [""])[0]):
            body = {"error": "invalid_grant", "error_description": "Token has been revoked."}
            return JSONResponse(body, status_code=400)
        return JSONResponse({"access_token": _TOKEN, "expires_in": 60, "token_type": "Bearer"})

    async def free_busy(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        wanted = await request.json()
        name = wanted["items"][0]["id"]
        found: dict[str, Any] = {"busy": self._taken(wanted["timeMin"], wanted["timeMax"])}
        if self._struck("calendar_busy"):
            found = {"busy": [], "errors": [{"domain": "global", "reason": "notFound"}]}
        return JSONResponse({"kind": "calendar#freeBusy", "calendars": {name: found}})

    async def insert(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        event = await request.json()
        if event["id"] in self._events:
            return _error(409, "duplicate", "The requested identifier already exists.")
        self._events[event["id"]] = {**event, "status": "confirmed"}
        return JSONResponse(self._events[event["id"]])

    async def events(self, request: Request) -> Response:
        return JSONResponse({"kind": "calendar#events", "items": list(self._events.values())})

    async def delete(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        if self._events.pop(request.path_params["event"], None) is None:
            return _error(410, "deleted", "Resource has been deleted")
        return Response(status_code=204)

    def _taken(self, begin: str, end: str) -> list[dict[str, str]]:
        times = ((e["start"]["dateTime"], e["end"]["dateTime"]) for e in self._events.values())
        return [{"start": start, "end": stop} for start, stop in times]

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {_TOKEN}":
            return _error(401, "authError", "Invalid Credentials")
        if self._struck("calendar_api"):
            return _error(403, "rateLimitExceeded", "Rate Limit Exceeded")
        return None

    def _struck(self, seam: str) -> bool:
        return self._world.faults.take(seam) is not None


def _error(status: int, reason: str, message: str) -> Response:
    told = {"domain": "global", "reason": reason, "message": message}
    error = {"code": status, "message": message, "errors": [told]}
    return JSONResponse({"error": error}, status_code=status)
