"""POST chat completions, whole or streamed."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator.breakage import ResetConnection
from simulator.faults import Fault
from simulator.openai.mind import Thought, think
from simulator.openai.mind.analysis import analyse
from simulator.openai.mind.history import text_of
from simulator.openai.wire import Wire
from simulator.world import World

_REFUSAL = "I'm sorry, but I can't help with that."
_KINDS = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    429: "requests",
    500: "server_error",
}


def openai_routes(world: World) -> list[Route]:
    api = Completions(world)
    return [Route("/openai/v1/chat/completions", api.create, methods=["POST"])]


class Completions:
    def __init__(self, world: World) -> None:
        self._world = world

    async def create(self, request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return _error(401, "You didn't provide an API key.", code="invalid_api_key")
        try:
            wanted = await request.json()
            _check(wanted)
        except ValueError as error:
            return _error(400, str(error))
        fault = self._world.faults.take("model", path=str(wanted["model"]))
        if fault and fault.kind in ("model_429", "model_500"):
            return _failure(fault)
        thought = _thought(wanted)
        if fault and fault.kind == "model_bad_arguments":
            broken = [replace(call, arguments='{"disposition": ') for call in thought.calls]
            thought = replace(thought, calls=tuple(broken))
        wire = Wire(wanted, thought)
        if wanted.get("stream"):
            headers = {"Cache-Control": "no-cache", "x-request-id": "req_simulated"}
            stream = self._stream(wanted, wire, fault)
            return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
        return await self._whole(wire, fault)

    async def _whole(self, wire: Wire, fault: Fault | None) -> Response:
        kind = fault.kind if fault else ""
        clock, settings = self._world.clock, self._world.settings
        late = fault.seconds if fault and kind in ("model_slow", "model_stall") else 0.0
        tokens = wire.usage()["completion_tokens"]
        await clock.sleep(settings.first_token + settings.between_tokens * tokens + late)
        if kind == "model_cut":
            raise ResetConnection
        if kind == "model_malformed":
            return Response('{"id": "chatcmpl-', media_type="application/json")
        return JSONResponse(wire.completion(_REFUSAL if kind == "model_refusal" else None))

    async def _stream(
        self, wanted: dict[str, Any], wire: Wire, fault: Fault | None
    ) -> AsyncIterator[str]:
        kind = fault.kind if fault else ""
        seconds = fault.seconds if fault else 0.0
        clock, settings = self._world.clock, self._world.settings
        await clock.sleep(settings.first_token + (seconds if kind == "model_slow" else 0.0))
        refusal = _REFUSAL if kind == "model_refusal" else None
        for place, delta in enumerate(wire.deltas(refusal)):
            if place == 3 and kind == "model_stall":
                await clock.sleep(seconds)
            if place == 3 and kind == "model_cut":
                # Ends the chunked body without its last chunk: the reader sees a broken stream.
                raise ConnectionResetError
            if place == 2 and kind == "model_malformed":
                yield 'data: {"id": "chatcmpl-\n\n'
            yield _event(wire.chunk(delta))
            if place and settings.between_tokens:
                await clock.sleep(settings.between_tokens)
        yield _event(wire.chunk({}, "stop" if refusal else wire.finish_reason))
        if (wanted.get("stream_options") or {}).get("include_usage"):
            yield _event(wire.usage_chunk())
        yield "data: [DONE]\n\n"


def _thought(wanted: dict[str, Any]) -> Thought:
    wish = wanted.get("response_format") or {}
    if wish.get("type") == "json_schema":
        text = "\n".join(text_of(message) for message in wanted["messages"])
        schema = wish["json_schema"].get("schema", {})
        return Thought(json.dumps(analyse(schema, text), ensure_ascii=False))
    tools = wanted.get("tools") or [] if wanted.get("tool_choice") != "none" else []
    return think(wanted["messages"], tools)


def _check(wanted: Any) -> None:
    if not isinstance(wanted, dict):
        raise ValueError("We could not parse the JSON body of your request.")
    if not wanted.get("model"):
        raise ValueError("you must provide a model parameter")
    messages = wanted.get("messages")
    if not isinstance(messages, list) or not messages:
        raise ValueError("Missing required parameter: 'messages'.")


def _failure(fault: Fault) -> Response:
    if fault.kind == "model_500":
        return _error(500, "The server had an error while processing your request.")
    headers = {"Retry-After": f"{fault.retry_after:g}"} if fault.retry_after is not None else {}
    return _error(429, "Rate limit reached for requests.", "rate_limit_exceeded", headers)


def _error(
    status: int, message: str, code: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    error = {"message": message, "type": _KINDS[status], "param": None, "code": code}
    return JSONResponse({"error": error}, status_code=status, headers=headers)


def _event(body: dict[str, Any]) -> str:
    return f"data: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n"
