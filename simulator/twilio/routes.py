"""The REST interface: calls."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.breakage import NeverAnswers, ResetConnection
from simulator.faults import Fault
from simulator.twilio.access import check_access, read_form
from simulator.twilio.call import Call
from simulator.twilio.callbacks import call_fields
from simulator.twilio.errors import TwilioError
from simulator.twilio.exchange import Exchange
from simulator.twilio.line import Line
from simulator.twilio.listing import list_calls
from simulator.twilio.parameters import read_create, read_update
from simulator.twilio.recording_routes import recording_routes
from simulator.twilio.source import Source

ACCOUNT = "/2010-04-01/Accounts/{account}"
_FIRST_CALLBACK = 10.0  # simulated seconds that an answer waits for it


def twilio_routes(exchange: Exchange) -> list[Route]:
    api = CallsApi(exchange)
    return [
        Route(f"{ACCOUNT}/Calls.json", api.create, methods=["POST"]),
        Route(f"{ACCOUNT}/Calls.json", api.list, methods=["GET"]),
        Route(f"{ACCOUNT}/Calls/{{sid}}.json", api.update, methods=["POST"]),
        Route(f"{ACCOUNT}/Calls/{{sid}}.json", api.fetch, methods=["GET"]),
        Route(f"{ACCOUNT}/Calls/{{sid}}.json", api.delete, methods=["DELETE"]),
        *recording_routes(exchange, ACCOUNT),
    ]


class CallsApi:
    """Each method parses, asks the exchange, and answers in Twilio's shape."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._world = exchange.world

    async def create(self, request: Request) -> Response:
        form = await read_form(request)
        to = form.get("To", [""])[-1]
        fault = self._world.faults.take("create", number=to, path=request.url.path)
        if fault is not None and fault.kind in _REFUSED:
            self._world.ledger.append("refuse", to=to, why=fault.kind)
            return _refusal(fault)
        try:
            check_access(request, self._world.settings)
            line = self._exchange.place(read_create(form, self._world.settings.numbers))
        except TwilioError as error:
            self._world.ledger.append("refuse", to=to, code=error.code)
            raise
        if fault is not None:
            return await self._answer_badly(fault, line)
        return JSONResponse(line.call.as_json(), status_code=201)

    async def list(self, request: Request) -> Response:
        self._enter(request)
        calls = self._exchange.calls.newest_first(request.query_params.get("To", ""))
        return JSONResponse(list_calls(calls, request.query_params, request.url.path))

    async def fetch(self, request: Request) -> Response:
        self._enter(request)
        return JSONResponse(self._exchange.calls.find(request.path_params["sid"]).as_json())

    async def update(self, request: Request) -> Response:
        self._enter(request)
        form = await read_form(request)
        call = self._exchange.calls.find(request.path_params["sid"])
        values = read_update(form)
        if call.is_over:
            raise TwilioError(21220, detail="Call is not in-progress. Cannot redirect.")
        line = self._exchange.lines.get(call.sid)
        if line is not None:
            _apply(line, values)
        return JSONResponse({**call.as_json(), **_soon(call, values)})

    async def delete(self, request: Request) -> Response:
        self._enter(request)
        call = self._exchange.calls.find(request.path_params["sid"])
        if not call.is_over:
            raise TwilioError(21220, detail="The call is not over yet.")
        self._exchange.calls.forget(call)
        return Response(status_code=204)

    def _enter(self, request: Request) -> None:
        """Lets the caller in, or raises what a fault or a wrong credential says."""
        check_access(request, self._world.settings)
        number = request.query_params.get("To", "")
        fault = self._world.faults.take("api", number=number, path=request.url.path)
        if fault is None:
            return
        if fault.kind == "api_timeout":
            raise NeverAnswers
        if fault.kind == "api_429":
            raise TwilioError(20429, 429, retry_after=fault.retry_after)
        raise TwilioError(20500, 500, "An internal server error has occurred")

    async def _answer_badly(self, fault: Fault, line: Line) -> Response:
        """The call was accepted; its caller is told something else, or late, or nothing."""
        kind = fault.kind
        if kind == "create_timeout":
            raise NeverAnswers
        if kind == "create_reset":
            raise ResetConnection
        if kind == "create_500":
            raise TwilioError(20500, 500, "An internal server error has occurred")
        if kind == "create_bad_json":
            return Response('{"sid": "CA', status_code=201, media_type="application/json")
        if kind == "create_slow":
            await self._world.clock.sleep(fault.seconds)
        else:
            await line.callbacks.wait_for_first(_FIRST_CALLBACK)
        return JSONResponse(line.call.as_json(), status_code=201)


_REFUSED = frozenset(("create_429", "create_503", "create_refused", "create_dropped"))


def _refusal(fault: Fault) -> Response:
    if fault.kind == "create_dropped":
        raise ResetConnection
    if fault.kind == "create_429":
        raise TwilioError(20429, 429, retry_after=fault.retry_after)
    if fault.kind == "create_503":
        raise TwilioError(20503, 503, "Service unavailable", retry_after=fault.retry_after)
    raise TwilioError(fault.code)


def _apply(line: Line, values: dict[str, str]) -> None:
    call = line.call
    if status := values.get("Status"):
        if call.status != "in-progress":
            line.hang_up("canceled")
        elif status == "completed":
            line.hang_up("completed")
        return
    call.instructions.values.update(values)
    if "Url" in values or "Twiml" in values:
        source = Source(
            url=values.get("Url", ""),
            method=values.get("Method", "POST").upper(),
            params=call_fields(call),
            twiml=values.get("Twiml", ""),
            fallback=call.instructions["FallbackUrl"],
            fallback_method=call.instructions.method("FallbackMethod"),
        )
        call.instructions.values.pop("Url" if "Twiml" in values else "Twiml", None)
        line.redirect(source)


def _soon(call: Call, values: dict[str, str]) -> dict[str, Any]:
    """A call that is being hung up is already described by the status it is about to have."""
    status = values.get("Status")
    if status is None or (status == "canceled" and call.status == "in-progress"):
        return {}
    return {"status": "completed" if call.status == "in-progress" else "canceled"}
