"""OpenAI's models, and whatever speaks its chat completions: a local model server, the simulator.

Protocol: POST {base_url}/chat/completions, streamed. Tool arguments come as fragments by index;
the usage comes in a last chunk without choices; an answer that ends without a finish reason was
cut off on the way.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from providers.errors import ProviderError
from providers.llm.base import Chunk, Message, Token, Tool, ToolCall, ToolResult, Usage
from providers.llm.streaming import Post, Written, events, object_of, require_whole, write

BASE_URL = "https://api.openai.com/v1"

_WITHHELD = frozenset({"content_filter", "refusal"})


@dataclass(frozen=True, slots=True)
class OpenAIModel:
    """A `LanguageModel`. The key stays out of its printed form."""

    model: str
    api_key: str = field(repr=False)
    base_url: str

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Message | ToolResult],
        tools: Sequence[Tool] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """See `LanguageModel.stream`."""
        body: dict[str, Any] = {
            "model": self.model,
            "messages": _messages(system, messages),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if tools:
            body["tools"] = _tools(tuple(tools))
        # A local server asks for no key; the header is always there.
        headers = {"authorization": f"Bearer {self.api_key or 'none'}"}
        post = Post(f"{self.base_url.rstrip('/')}/chat/completions", headers, body)
        async with events(post) as answer:
            async for chunk in _read(answer, self.model):
                yield chunk


async def _read(answer: AsyncIterable[Any], model: str) -> AsyncGenerator[Chunk, None]:
    """The chunks of one answer; raises where it was cut off or withheld."""
    calls = _ToolCalls()
    finish = ""
    async for event in answer:
        if error := event.get("error"):
            raise ProviderError("The model failed.", code=_code(error), retryable=True)
        if usage := event.get("usage"):
            yield _usage(usage, model)
        for choice in event["choices"][:1]:
            delta = choice.get("delta") or {}
            if delta.get("content"):
                yield Token(delta["content"])
            if delta.get("refusal"):
                finish = "refusal"
            calls.add(delta.get("tool_calls") or ())
            finish = finish or choice.get("finish_reason") or ""
    require_whole(finish, withheld=_WITHHELD)
    for call in calls.whole():
        yield call


class _ToolCalls:
    """Tool calls put together from their fragments."""

    def __init__(self) -> None:
        self._parts: dict[int, list[str]] = {}

    def add(self, fragments: Iterable[Mapping[str, Any]]) -> None:
        for fragment in fragments:
            parts = self._parts.setdefault(fragment["index"], ["", "", ""])
            function = fragment.get("function") or {}
            parts[0] = fragment.get("id") or parts[0]
            parts[1] = function.get("name") or parts[1]
            parts[2] += function.get("arguments") or ""

    def whole(self) -> Iterable[ToolCall]:
        """What was asked for, in order; arguments that are no JSON object become {}."""
        for index, (call_id, name, arguments) in sorted(self._parts.items()):
            yield ToolCall(call_id or f"call_{index}", name, object_of(arguments))


def _usage(usage: Mapping[str, Any], model: str) -> Usage:
    details = usage.get("prompt_tokens_details") or {}
    cached = details.get("cached_tokens") or 0
    return Usage(usage["prompt_tokens"], usage["completion_tokens"], cached=cached, model=model)


def _code(error: Any) -> str:
    return str(error.get("code") or error.get("type") or "") if isinstance(error, dict) else ""


def _messages(system: str, messages: Sequence[Message | ToolResult]) -> list[Written]:
    return [_said("system", system), *map(_message, messages)]


@lru_cache(maxsize=8192)
def _said(role: str, text: str) -> Written:
    return write({"role": role, "content": text})


def _message(message: Message | ToolResult) -> Written:
    if isinstance(message, ToolResult):
        return write({"role": "tool", "tool_call_id": message.call_id, "content": message.text})
    if not message.tool_calls:
        return _said(message.role, message.text)
    return write(_with_calls(message))


def _with_calls(message: Message) -> dict[str, Any]:
    return {
        "role": message.role,
        "content": message.text,
        "tool_calls": [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
            }
            for call in message.tool_calls
        ],
    }


@lru_cache(maxsize=1024)
def _tools(tools: tuple[Tool, ...]) -> Written:
    return write([_tool(tool) for tool in tools])


def _tool(tool: Tool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return {"type": "function", "function": function}
