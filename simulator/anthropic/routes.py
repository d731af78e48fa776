"""POST messages, whole or streamed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.keys import opens
from simulator.mind import Thought, think
from simulator.mind.analysis import analyse
from simulator.mind.history import text_of
from simulator.mind.serving import data_event, pace_of
from simulator.openai.wire import tokens_of
from simulator.world import World

_FRAGMENT = 12
_KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


def anthropic_routes(world: World) -> list[Route]:
    api = Messages(world)
    return [Route("/anthropic/v1/messages", api.create, methods=["POST"])]


class Messages:
    def __init__(self, world: World) -> None:
        self._world = world

    async def create(self, request: Request) -> Response:
        key = request.headers.get("authorization") or request.headers.get("x-api-key", "")
        if not opens(key):
            return _error(401, "invalid x-api-key")
        try:
            wanted = await request.json()
            _check(wanted, request.headers)
        except ValueError as error:
            return _error(400, str(error))
        pace = pace_of(self._world, str(wanted["model"]))
        if pace.status:
            return _error(pace.status, "Overloaded or failed", pace.retry_after)
        answer = _Answer(wanted, pace.spoiled(_thought(wanted)), withheld=pace.is_refusal)
        if wanted.get("stream"):
            broken = 'event: content_block_delta\ndata: {"type": "content_bl\n\n'
            return pace.stream(answer.pieces(), answer.tail(), broken)
        await pace.wait_for_all(answer.written)
        if pace.is_broken:
            return Response('{"id": "msg_', media_type="application/json")
        return JSONResponse(answer.whole())


class _Answer:
    def __init__(self, wanted: Mapping[str, Any], thought: Thought, *, withheld: bool) -> None:
        self._model = wanted["model"]
        self._read = len(json.dumps(wanted["messages"])) // 4 + 1
        self._text = "" if withheld else thought.text
        self._calls = () if withheld else thought.calls
        self._reason = "refusal" if withheld else "tool_use" if thought.calls else "end_turn"
        said = self._text + "".join(call.arguments for call in self._calls)
        self.written = max(1, len(tokens_of(said)))

    def pieces(self) -> Iterator[str]:
        """Blocks by index: words first, then each call's input in fragments."""
        start = _event("message_start", message=self._message([], None, 1)) + _event("ping")
        index = 0
        if self._text:
            block = {"type": "text", "text": ""}
            start += _event("content_block_start", index=index, content_block=block)
        yield start
        if self._text:
            for piece in tokens_of(self._text):
                delta = {"type": "text_delta", "text": piece}
                yield _event("content_block_delta", index=index, delta=delta)
            yield _event("content_block_stop", index=index)
            index += 1
        for call in self._calls:
            yield from self._call(index, call)
            index += 1

    def tail(self) -> list[str]:
        delta = {"stop_reason": self._reason, "stop_sequence": None}
        usage = {"output_tokens": self.written}
        return [_event("message_delta", delta=delta, usage=usage), _event("message_stop")]

    def whole(self) -> dict[str, Any]:
        content: list[dict[str, Any]] = []
        if self._text:
            content.append({"type": "text", "text": self._text})
        content += [
            {"type": "tool_use", "id": c.id, "name": c.name, "input": json.loads(c.arguments)}
            for c in self._calls
        ]
        return self._message(content, self._reason, self.written)

    def _call(self, index: int, call: Any) -> Iterator[str]:
        block = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        yield _event("content_block_start", index=index, content_block=block)
        for start in range(0, len(call.arguments), _FRAGMENT):
            piece = call.arguments[start : start + _FRAGMENT]
            delta = {"type": "input_json_delta", "partial_json": piece}
            yield _event("content_block_delta", index=index, delta=delta)
        yield _event("content_block_stop", index=index)

    def _message(
        self, content: list[dict[str, Any]], reason: str | None, written: int
    ) -> dict[str, Any]:
        return {
            "id": "msg_simulated",
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": content,
            "stop_reason": reason,
            "stop_sequence": None,
            "usage": {"input_tokens": self._read, "output_tokens": written},
        }


def _event(kind: str, **fields: Any) -> str:
    return data_event({"type": kind, **fields}, kind)


def _thought(wanted: Mapping[str, Any]) -> Thought:
    messages = [{"role": "system", "content": wanted.get("system") or ""}]
    for message in wanted["messages"]:
        messages += _read(message)
    format_ = (wanted.get("output_config") or {}).get("format") or {}
    if format_.get("type") == "json_schema":
        text = "\n".join(text_of(message) for message in messages)
        return Thought(json.dumps(analyse(format_["schema"], text), ensure_ascii=False))
    return think(messages, [_tool(tool) for tool in wanted.get("tools") or ()])


def _read(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One message as chat messages: what tools answered are messages of their own there."""
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    text = "".join(block["text"] for block in blocks if block["type"] == "text")
    calls = [
        {
            "id": block["id"],
            "type": "function",
            "function": {"name": block["name"], "arguments": json.dumps(block["input"])},
        }
        for block in blocks
        if block["type"] == "tool_use"
    ]
    if message["role"] == "assistant":
        return [{"role": "assistant", "content": text, "tool_calls": calls}]
    results = [
        {
            "role": "tool",
            "tool_call_id": block["tool_use_id"],
            "content": text_of({"content": block.get("content")}),
        }
        for block in blocks
        if block["type"] == "tool_result"
    ]
    return [*results, *([{"role": "user", "content": text}] if text or not results else [])]


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": tool["name"], "parameters": tool["input_schema"]}
    return {"type": "function", "function": function}


def _check(wanted: Any, headers: Mapping[str, str]) -> None:
    if not headers.get("anthropic-version"):
        raise ValueError("anthropic-version: header is required")
    if not isinstance(wanted, dict):
        raise ValueError("The request body is not valid JSON")
    for name in ("model", "max_tokens", "messages"):
        if not wanted.get(name):
            raise ValueError(f"{name}: Field required")
    if unknown := {"temperature", "top_p", "top_k"} & set(wanted):
        raise ValueError(f"{sorted(unknown)[0]}: Extra inputs are not permitted")
    roles = [message.get("role") for message in wanted["messages"]]
    if roles[0] != "user" or not set(roles) <= {"user", "assistant"}:
        raise ValueError('messages: first message must use the "user" role')


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    error = {"type": _KINDS[status], "message": message}
    body = {"type": "error", "error": error, "request_id": "req_simulated"}
    return JSONResponse(body, status_code=status, headers=headers)
