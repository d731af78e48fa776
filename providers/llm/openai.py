"""OpenAI's models, and whatever speaks its chat completions: a local model server, the simulator.

Protocol: POST {base_url}/chat/completions, streamed. Tool arguments come as fragments by index;
the usage comes in a last chunk without choices; an answer that ends without a finish reason was
cut off on the way.
"""

import json
import ssl
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx2
import openai

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.llm.base import Chunk, Message, Token, Tool, ToolCall, ToolResult, Usage
from providers.llm.pool import Pool

BASE_URL = "https://api.openai.com/v1"

TIMEOUT = httpx2.Timeout(8.0, connect=3.0)
"""Seconds without a byte. The engine is less patient; this frees the connection."""

LIMITS = httpx2.Limits(max_connections=2000, max_keepalive_connections=500, keepalive_expiry=60.0)
"""A person may think for a minute: the next turn must not wait for a new handshake."""

_TRY_AGAIN = frozenset({408, 409, 425})
_NO_MONEY = "insufficient_quota"
_WITHHELD = frozenset({"content_filter", "refusal"})


@cache
def _tls() -> ssl.SSLContext:
    """Made once a process: reading the certificates takes longer than many an answer."""
    return httpx2.create_ssl_context()


def _make(api_key: str, base_url: str) -> openai.AsyncOpenAI:
    http_client = openai.DefaultAsyncHttpxClient(limits=LIMITS, timeout=TIMEOUT, verify=_tls())
    return openai.AsyncOpenAI(
        api_key=api_key or "none",  # a local server asks for none, the SDK insists on one
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=http_client,
    )


pool = Pool(_make, lambda client: client.close())


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
        client = pool.client(api_key=self.api_key, base_url=self.base_url)
        body: dict[str, Any] = {
            "model": self.model,
            "messages": _messages(system, messages),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if tools:
            body["tools"] = [_tool(tool) for tool in tools]
        async with _errors_as_ours(), await _post(client, body) as events:
            async for chunk in _read(events):
                yield chunk


async def _post(client: openai.AsyncOpenAI, body: dict[str, Any]) -> openai.AsyncStream[object]:
    """Through the SDK's own request, its events as plain JSON.

    `client.chat.completions.create` rebuilds the whole request and every token as typed models:
    ten times the work of all the rest, on the path where a pause is heard.
    """
    return await client.post(
        "/chat/completions",
        body=body,
        cast_to=object,
        stream=True,
        stream_cls=openai.AsyncStream[object],
    )


async def _read(events: AsyncIterable[Any]) -> AsyncGenerator[Chunk, None]:
    """The chunks of one answer; raises where it was cut off or withheld."""
    calls = _ToolCalls()
    finish = ""
    async for event in events:
        if usage := event.get("usage"):
            yield Usage(usage["prompt_tokens"], usage["completion_tokens"])
        for choice in event["choices"][:1]:
            delta = choice.get("delta") or {}
            if delta.get("content"):
                yield Token(delta["content"])
            if delta.get("refusal"):
                finish = "refusal"
            calls.add(delta.get("tool_calls") or ())
            finish = finish or choice.get("finish_reason") or ""
    _require_whole(finish)
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
            yield ToolCall(call_id or f"call_{index}", name, _object(arguments))


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _messages(system: str, messages: Sequence[Message | ToolResult]) -> list[Any]:
    return [{"role": "system", "content": system}, *map(_message, messages)]


def _message(message: Message | ToolResult) -> dict[str, Any]:
    if isinstance(message, ToolResult):
        return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
    written: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        written["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
            }
            for call in message.tool_calls
        ]
    return written


def _tool(tool: Tool) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return {"type": "function", "function": function}


def _require_whole(finish: str) -> None:
    if not finish:
        raise Ambiguous("The answer was cut off.", code="cut", retryable=True)
    if finish in _WITHHELD:
        raise Refused("The answer was withheld.", code=finish, retryable=True)


@asynccontextmanager
async def _errors_as_ours() -> AsyncIterator[None]:
    """Vendor words stop here. Their messages may quote keys and prompts: only codes go on."""
    try:
        yield
    except openai.APIStatusError as error:
        raise _from_status(error) from error
    except openai.APIConnectionError as error:
        raise Ambiguous("The model could not be reached.", retryable=True) from error
    except openai.APIError as error:
        code = error.code or error.type or ""
        raise ProviderError("The model failed.", code=code, retryable=True) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ProviderError("The model's answer is unreadable.", retryable=True) from error


def _from_status(error: openai.APIStatusError) -> ProviderError:
    code = error.code or str(error.status_code)
    if error.status_code == 429 and code != _NO_MONEY:
        return RateLimited("Too many requests.", code=code, retry_after=_retry_after(error))
    if error.status_code >= 500:
        return ProviderError("The model's server failed.", code=code, retryable=True)
    again = error.status_code in _TRY_AGAIN
    return Refused("The model refused the request.", code=code, retryable=again)


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds, where they said so."""
    for header, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return float(error.response.headers[header]) * unit
        except (KeyError, ValueError):
            continue
    return None
