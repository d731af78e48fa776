"""POST chat completions, whole or streamed; POST embeddings."""

import base64
import json
import struct
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.keys import opens
from simulator.mind import Thought, think
from simulator.mind.analysis import analyse
from simulator.mind.embedding import embed
from simulator.mind.history import text_of
from simulator.mind.serving import REFUSAL, Pace, data_event, pace_of
from simulator.openai.wire import Wire
from simulator.world import World

_KINDS = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    429: "requests",
    500: "server_error",
    529: "server_error",
}
_DIMENSIONS = 1536


def openai_routes(world: World) -> list[Route]:
    api = Completions(world)
    return [
        Route("/openai/v1/chat/completions", api.create, methods=["POST"]),
        Route("/openai/v1/embeddings", api.embed, methods=["POST"]),
    ]


class Completions:
    def __init__(self, world: World) -> None:
        self._world = world

    async def create(self, request: Request) -> Response:
        if refusal := _stranger(request):
            return refusal
        try:
            wanted = await request.json()
            _check(wanted)
        except ValueError as error:
            return _error(400, str(error))
        pace = pace_of(self._world, str(wanted["model"]))
        if pace.status:
            return _failure(pace)
        wire = Wire(wanted, pace.spoiled(_thought(wanted)))
        if wanted.get("stream"):
            return _stream(wanted, wire, pace)
        await pace.wait_for_all(wire.usage()["completion_tokens"])
        if pace.is_broken:
            return Response('{"id": "chatcmpl-', media_type="application/json")
        return JSONResponse(wire.completion(REFUSAL if pace.is_refusal else None))

    async def embed(self, request: Request) -> Response:
        if refusal := _stranger(request):
            return refusal
        wanted = await request.json()
        pace = pace_of(self._world, str(wanted.get("model")))
        if pace.status:
            return _failure(pace)
        texts = wanted["input"] if isinstance(wanted["input"], list) else [wanted["input"]]
        dimensions = wanted.get("dimensions", _DIMENSIONS)
        packed = wanted.get("encoding_format") == "base64"
        await pace.wait_for_all(1)
        vectors = [embed(text, dimensions) for text in texts]
        data = [
            {"object": "embedding", "index": index, "embedding": _packed(v) if packed else v}
            for index, v in enumerate(vectors)
        ]
        read = sum(len(text) // 4 + 1 for text in texts)
        usage = {"prompt_tokens": read, "total_tokens": read}
        return JSONResponse(
            {"object": "list", "data": data, "model": wanted["model"], "usage": usage}
        )


def _stream(wanted: dict[str, Any], wire: Wire, pace: Pace) -> Response:
    refusal = REFUSAL if pace.is_refusal else None
    pieces = (data_event(wire.chunk(delta)) for delta in wire.deltas(refusal))
    tail = [data_event(wire.chunk({}, "stop" if refusal else wire.finish_reason))]
    if (wanted.get("stream_options") or {}).get("include_usage"):
        tail.append(data_event(wire.usage_chunk()))
    return pace.stream(pieces, [*tail, "data: [DONE]\n\n"], 'data: {"id": "chatcmpl-\n\n')


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


def _stranger(request: Request) -> Response | None:
    scheme, _space, key = request.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer" and opens(key):
        return None
    return _error(401, "You didn't provide an API key.", code="invalid_api_key")


def _packed(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _failure(pace: Pace) -> Response:
    if pace.status == 429:
        message = "Rate limit reached for requests."
        return _error(429, message, "rate_limit_exceeded", pace.retry_after)
    return _error(pace.status, "The server had an error while processing your request.")


def _error(
    status: int, message: str, code: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    error = {"message": message, "type": _KINDS[status], "param": None, "code": code}
    return JSONResponse({"error": error}, status_code=status, headers=headers)
