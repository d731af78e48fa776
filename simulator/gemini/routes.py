"""POST generateContent and streamGenerateContent; POST batchEmbedContents and embedContent."""

import json
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.gemini.reading import field, messages_of, schema_of, tools_of
from simulator.keys import opens
from simulator.mind import Thought, think
from simulator.mind.analysis import analyse
from simulator.mind.embedding import embed
from simulator.mind.history import text_of
from simulator.mind.serving import Pace, data_event, pace_of
from simulator.openai.wire import tokens_of
from simulator.world import World

_DIMENSIONS = 3072
_STATUSES = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    529: "UNAVAILABLE",
}


def gemini_routes(world: World) -> list[Route]:
    api = Models(world)
    return [Route("/gemini/{version}/models/{call}", api.answer, methods=["POST"])]


class Models:
    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, request: Request) -> Response:
        if not opens(request.headers.get("x-goog-api-key", "")):
            return _error(403, "Method doesn't allow unregistered callers.")
        model, _, method = request.path_params["call"].partition(":")
        pace = pace_of(self._world, model)
        if pace.status:
            return _failure(pace)
        try:
            wanted = await request.json()
            return await self._methods(wanted, model, method, pace)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _error(400, f"Invalid JSON payload received: {error}")

    async def _methods(self, wanted: Any, model: str, method: str, pace: Pace) -> Response:
        if method in ("embedContent", "batchEmbedContents"):
            return await _embeddings(wanted, method, pace)
        if method not in ("generateContent", "streamGenerateContent"):
            return _error(404, f"models/{model} is not found for {method}.")
        thought, counted = _thought(wanted), len(json.dumps(wanted)) // 4
        answer = _Answer(model, thought, counted, pace)
        if method == "streamGenerateContent":
            return pace.stream(answer.pieces(), answer.tail(), 'data: {"candidates": [\n\n')
        await pace.wait_for_all(answer.written)
        if pace.is_broken:
            return Response('{"candidates": [', media_type="application/json")
        return JSONResponse(answer.whole())


class _Answer:
    def __init__(self, model: str, thought: Thought, counted: int, pace: Pace) -> None:
        spoils = pace.kind == "model_bad_arguments" and bool(thought.calls)
        withheld = pace.is_refusal
        self._model = model
        self._parts = [] if withheld else [{"text": piece} for piece in tokens_of(thought.text)]
        self._calls = [] if withheld or spoils else [_call(call) for call in thought.calls]
        self._reason = "SAFETY" if withheld else "MALFORMED_FUNCTION_CALL" if spoils else "STOP"
        self._read = counted
        self.written = max(1, len(self._parts) + len(json.dumps(self._calls)) // 4)

    def pieces(self) -> Iterator[str]:
        """Words first, then each call whole: Gemini does not cut them in fragments."""
        for part in [*self._parts, *self._calls]:
            yield data_event(self._body([part]))

    def tail(self) -> list[str]:
        last = self._body([])
        last["candidates"][0]["finishReason"] = self._reason
        return [data_event(last)]

    def whole(self) -> dict[str, Any]:
        text = "".join(part["text"] for part in self._parts)
        body = self._body([*([{"text": text}] if text else []), *self._calls])
        body["candidates"][0]["finishReason"] = self._reason
        return body

    def _body(self, parts: list[dict[str, Any]]) -> dict[str, Any]:
        candidate: dict[str, Any] = {"index": 0}
        if parts:
            candidate["content"] = {"role": "model", "parts": parts}
        usage = {
            "promptTokenCount": self._read,
            "candidatesTokenCount": self.written,
            "totalTokenCount": self._read + self.written,
        }
        return {
            "candidates": [candidate],
            "usageMetadata": usage,
            "modelVersion": self._model,
            "responseId": "simulated",
        }


async def _embeddings(wanted: Any, method: str, pace: Pace) -> Response:
    await pace.wait_for_all(1)
    if method == "embedContent":
        return JSONResponse({"embedding": {"values": _vector(wanted)}})
    return JSONResponse({"embeddings": [{"values": _vector(one)} for one in wanted["requests"]]})


def _vector(wanted: Any) -> list[float]:
    text = "".join(part.get("text", "") for part in wanted["content"]["parts"])
    return embed(text, field(wanted, "outputDimensionality") or _DIMENSIONS)


def _thought(wanted: Any) -> Thought:
    messages = messages_of(wanted)
    schema = schema_of(wanted)
    if schema is not None:
        text = "\n".join(text_of(message) for message in messages)
        return Thought(json.dumps(analyse(schema, text), ensure_ascii=False))
    return think(messages, tools_of(wanted))


def _call(call: Any) -> dict[str, Any]:
    function = {"id": call.id, "name": call.name, "args": json.loads(call.arguments)}
    return {"functionCall": function}


def _failure(pace: Pace) -> Response:
    details = []
    if pace.retry_after:
        kind = "type.googleapis.com/google.rpc.RetryInfo"
        details = [{"@type": kind, "retryDelay": f"{pace.retry_after['Retry-After']}s"}]
    status = 503 if pace.status == 529 else pace.status  # Google says overloaded with a 503
    return _error(status, "The model is overloaded or failed.", details, _STATUSES[pace.status])


def _error(status: int, message: str, details: list[Any] | None = None, name: str = "") -> Response:
    error = {
        "code": status,
        "message": message,
        "status": name or _STATUSES[status],
        "details": details or [],
    }
    return JSONResponse({"error": error}, status_code=status)
