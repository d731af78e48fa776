"""Google's Gemini.

Protocol: POST {base_url}/{version}/models/{model}:streamGenerateContent?alt=sse. Function calls
come whole; the last chunk has the finish reason; there is no [DONE]. A conversation begins with
the other side, so what an agent says first is preceded by a mark that somebody answered.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from providers.errors import ProviderError
from providers.llm.base import ANSWERED, Chunk, Message, Token, Tool, ToolCall, ToolResult, Usage
from providers.llm.streaming import Post, Written, events, require_whole, write

BASE_URL = "https://generativelanguage.googleapis.com"
VERSION = "v1"

_WITHHELD = frozenset(
    {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"}
)
_SPOILED = frozenset({"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"})


@dataclass(frozen=True, slots=True)
class GeminiModel:
    """A `LanguageModel`. The key stays out of its printed form and of every address."""

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
            "systemInstruction": _system(system),
            "contents": list(_contents(messages)),
        }
        if thinking := _thinking(self.model):
            body["generationConfig"] = {"thinkingConfig": thinking}
        if tools:
            body["tools"] = _tools(tuple(tools))
        address = f"{self.base_url.rstrip('/')}/{VERSION}/models/{self.model}"
        url = f"{address}:streamGenerateContent?alt=sse"
        async with events(Post(url, {"x-goog-api-key": self.api_key}, body)) as answer:
            async for chunk in _read(answer, self.model):
                yield chunk


async def _read(answer: AsyncIterable[Any], model: str) -> AsyncGenerator[Chunk, None]:
    finish, calls = "", list[ToolCall]()
    usage: Mapping[str, Any] = {}
    async for event in answer:
        if error := event.get("error"):
            raise ProviderError("The model failed.", code=error.get("status", ""), retryable=True)
        usage = event.get("usageMetadata") or usage
        if blocked := (event.get("promptFeedback") or {}).get("blockReason"):
            finish = "SAFETY" if blocked not in _WITHHELD else blocked
        for candidate in event.get("candidates", ())[:1]:
            for part in (candidate.get("content") or {}).get("parts", ()):
                if part.get("text") and not part.get("thought"):
                    yield Token(part["text"])
                if call := part.get("functionCall"):
                    calls.append(_call(call, len(calls)))
            finish = finish or candidate.get("finishReason") or ""
    if usage:
        yield _usage(usage, model)
    require_whole(finish, withheld=_WITHHELD)
    if finish in _SPOILED:
        raise ProviderError("The model's tool call is unreadable.", code=finish, retryable=True)
    for each in calls:
        yield each


def _call(call: Mapping[str, Any], place: int) -> ToolCall:
    """Older models name no id: the place of a call within its answer will do."""
    arguments = call.get("args")
    return ToolCall(
        call.get("id") or f"call_{place}",
        call["name"],
        arguments if isinstance(arguments, dict) else {},
    )


def _usage(usage: Mapping[str, Any], model: str) -> Usage:
    written = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
    cached = usage.get("cachedContentTokenCount", 0)
    return Usage(usage.get("promptTokenCount", 0), written, cached=cached, model=model)


def _thinking(model: str) -> dict[str, Any]:
    """Thinking off, in the words that each family knows: it would be heard as silence."""
    if "2.5" in model:
        return {"thinkingBudget": 0}
    return {"thinkingLevel": "minimal"} if model.startswith("gemini-3") else {}


def _contents(messages: Sequence[Message | ToolResult]) -> Iterator[dict[str, Any]]:
    """What tools answered to one message stands in one content, in the order of the calls."""
    names: dict[str, str] = {}
    results: list[dict[str, Any]] = []
    first = messages[0] if messages else None
    if isinstance(first, Message) and first.role == "assistant":
        yield {"role": "user", "parts": [{"text": ANSWERED}]}
    for message in messages:
        if isinstance(message, ToolResult):
            name = names.get(message.call_id, "tool")
            response = {"name": name, "response": {"result": message.text}}
            results.append({"functionResponse": response})
            continue
        if results:
            yield {"role": "user", "parts": results}
            results = []
        names |= {call.id: call.name for call in message.tool_calls}
        yield _content(message)
    if results:
        yield {"role": "user", "parts": results}


def _content(message: Message) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"text": message.text}] if message.text else []
    parts += [
        {"functionCall": {"name": call.name, "args": dict(call.arguments)}}
        for call in message.tool_calls
    ]
    role = "model" if message.role == "assistant" else "user"
    return {"role": role, "parts": parts or [{"text": ""}]}


@lru_cache(maxsize=1024)
def _system(text: str) -> Written:
    return write({"parts": [{"text": text}]})


@lru_cache(maxsize=1024)
def _tools(tools: tuple[Tool, ...]) -> Written:
    return write([{"functionDeclarations": [_declared(tool) for tool in tools]}])


def _declared(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "parametersJsonSchema": dict(tool.parameters),
    }
