"""`/_simulator/…`, answered to this machine only."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.faults import UnknownFault
from simulator.faults.kinds import KINDS, read_fault
from simulator.people import BEHAVIOURS, UnknownBehaviour
from simulator.twilio.exchange import Exchange

Endpoint = Callable[[Request], Awaitable[Response]]


def control_routes(exchange: Exchange) -> list[Route]:
    control = Control(exchange)
    endpoints: list[tuple[str, Endpoint, str]] = [
        ("health", control.health, "GET"),
        ("calls", control.calls, "GET"),
        ("ledger", control.ledger, "GET"),
        ("summary", control.summary, "GET"),
        ("faults", control.faults, "GET"),
        ("faults", control.add_faults, "POST"),
        ("faults", control.clear_faults, "DELETE"),
        ("people", control.people, "GET"),
        ("people", control.put_people, "POST"),
        ("speed", control.set_pace, "POST"),
        ("reset", control.reset, "POST"),
    ]
    return [
        Route(f"/_simulator/{name}", _local(endpoint), methods=[method])
        for name, endpoint, method in endpoints
    ]


class Control:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._world = exchange.world

    async def health(self, _: Request) -> Response:
        return JSONResponse({"status": "healthy", "speed": self._world.clock.speed})

    async def calls(self, request: Request) -> Response:
        """Calls, newest first; `?active=1` only those that are alive."""
        calls = self._exchange.calls.newest_first(request.query_params.get("to", ""))
        if request.query_params.get("active"):
            calls = [call for call in calls if not call.is_over]
        return JSONResponse({"calls": [call.as_json() for call in calls]})

    async def ledger(self, request: Request) -> Response:
        """Entries in order; `kind` and any field's exact value filter them."""
        wanted = dict(request.query_params)
        kind = wanted.pop("kind", "")
        return JSONResponse({"entries": self._world.ledger.entries(kind, **wanted)})

    async def summary(self, _: Request) -> Response:
        active = len(self._exchange.lines)
        return JSONResponse({**self._world.ledger.summary(), "active_calls": active})

    async def faults(self, _: Request) -> Response:
        known = {kind: {"seam": seam, "does": does} for kind, (seam, does) in KINDS.items()}
        listed = [asdict(fault) for fault in self._world.faults.listed()]
        return JSONResponse({"faults": listed, "kinds": known})

    async def add_faults(self, request: Request) -> Response:
        """One fault, or a list of them."""
        wanted = await request.json()
        faults = [read_fault(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
        for fault in faults:
            self._world.faults.add(fault)
        return JSONResponse({"faults": [asdict(fault) for fault in faults]}, status_code=201)

    async def clear_faults(self, _: Request) -> Response:
        self._world.faults.clear()
        return Response(status_code=204)

    async def people(self, request: Request) -> Response:
        """Who there is; `?number=` says who lives there."""
        number = request.query_params.get("number")
        body: dict[str, Any] = {"behaviours": {n: kind.told for n, kind in BEHAVIOURS.items()}}
        if number:
            rings = self._world.ledger.rings_of(number)
            body["number"] = {number: self._world.crowd.person(number, rings).name}
        return JSONResponse(body)

    async def put_people(self, request: Request) -> Response:
        """`{"+34…": "busy", "*": "agreeable"}`; "" gives a number back to chance."""
        for number, behaviour in (await request.json()).items():
            self._world.crowd.put(behaviour, "" if number == "*" else number)
        return Response(status_code=204)

    async def set_pace(self, request: Request) -> Response:
        """`{"speed": 20, "cps": 5}`, either or both."""
        wanted = await request.json()
        if "speed" in wanted:
            self._world.clock.set_speed(float(wanted["speed"]))
        if "cps" in wanted:
            self._exchange.cps = float(wanted["cps"])
        return JSONResponse({"speed": self._world.clock.speed, "cps": self._exchange.cps})

    async def reset(self, _: Request) -> Response:
        """Cuts every call and forgets calls, faults, people, meetings and the ledger."""
        await self._exchange.clear()
        await self._world.hush()
        self._world.faults.clear()
        self._world.crowd.clear()
        self._world.ledger.clear()
        self._world.meetings.clear()
        return Response(status_code=204)


def _local(endpoint: Endpoint) -> Endpoint:
    async def answer(request: Request) -> Response:
        host = request.client.host if request.client else ""
        if not host or not ipaddress.ip_address(host).is_loopback:
            return JSONResponse({"error": "answered to this machine only"}, status_code=403)
        try:
            return await endpoint(request)
        except (UnknownFault, UnknownBehaviour, ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return answer
