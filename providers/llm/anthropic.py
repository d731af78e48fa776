"""Anthropic's Claude.

Protocol: POST {base_url}/v1/messages, streamed as blocks by index. The input of a tool comes as
fragments of JSON. A conversation begins with the other side, so what an agent says first is
preceded by a mark that somebody answered. `max_tokens` is required.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from providers.errors import ProviderError
from providers.llm.base import ANSWERED, Chunk, Message, Token, Tool, ToolCall, ToolResult, Usage
from providers.llm.streaming import Post, Written, events, object_of, require_whole, write

BASE_URL = "https://api.anthropic.com"
VERSION = "2026-10-21"
MOST_TOKENS = 1024
"""Of one answer: far more than anybody listens to at a stretch."""

_WITHHELD = frozenset({"refusal"})


@dataclass(frozen=True, slots=True)
class AnthropicModel:
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
        """See `LanguageModel.stream`. Without `thinking` in the request, none is done."""
        body: dict[str, Any] = {
            "model": self.model,
            "max_tokens": MOST_TOKENS,
            "system": _system(system) if system else [],
            "messages": _messages(messages),
            "stream": True,
        }
        if tools:
            body["tools"] = _tools(tuple(tools))
        headers = {"authorization": f"Bearer {self.api_key}", "anthropic-version": VERSION}
        url = f"{self.base_url.rstrip('/')}/v1/messages"
        async with events(Post(url, headers, body)) as answer:
            async for chunk in _read(answer, self.model):
                yield chunk


async def _read(answer: AsyncIterable[Any], model: str) -> AsyncGenerator[Chunk, None]:
    finish = ""
    read: Mapping[str, Any] = {}
    blocks: dict[int, list[str]] = {}
    async for event in answer:
        match event:
            case {"type": "content_block_delta", "delta": {"type": "text_delta", "text": text}}:
                yield Token(text)
            case {"type": "content_block_delta", "delta": {"partial_json": piece}, "index": index}:
                blocks[index][2] += piece
            case {"type": "content_block_start", "content_block": {"type": "tool_use"} as block}:
                blocks[event["index"]] = [block["id"], block["name"], ""]
            case {"type": "message_start", "message": {"usage": usage}}:
                read = usage
            case {"type": "message_delta", "delta": delta}:
                finish = delta.get("stop_reason") or finish
                yield _usage(read, event.get("usage") or {}, model)
            case {"type": "error", "error": error}:
                code = error.get("type", "")
                raise ProviderError("The model failed.", code=code, retryable=True)
            case {"type": _}:
                pass  # pings, ends of blocks, and kinds to come
    require_whole(finish, withheld=_WITHHELD)
    for call_id, name, text in blocks.values():
        yield ToolCall(call_id, name, object_of(text))


def _usage(read: Mapping[str, Any], written: Mapping[str, Any], model: str) -> Usage:
    """What was read counts thrice in their words: new, into the cache, and from it."""
    kept = read.get("cache_read_input_tokens") or 0
    fresh = read.get("input_tokens", 0) + (read.get("cache_creation_input_tokens") or 0)
    return Usage(fresh + kept, written.get("output_tokens", 0), cached=kept, model=model)


def _messages(messages: Sequence[Message | ToolResult]) -> list[dict[str, Any]]:
    """Roles alternate: what follows in one role is put together, what tools answered is the
    other side's."""
    written: list[dict[str, Any]] = []
    for message in messages:
        role = "user" if isinstance(message, ToolResult) else message.role
        if not written and role == "assistant":
            written.append({"role": "user", "content": [{"type": "text", "text": ANSWERED}]})
        blocks = _blocks(message)
        if not blocks:
            continue
        if written and written[-1]["role"] == role:
            written[-1]["content"] += blocks
        else:
            written.append({"role": role, "content": blocks})
    return written


def _blocks(message: Message | ToolResult) -> list[dict[str, Any]]:
    if isinstance(message, ToolResult):
        return [
            {"type": "tool_result", "tool_use_id": message.call_id, "content": message.text or "-"}
        ]
    # A text block may not be empty, nor end in white space where it is the assistant's last.
    text = message.text.strip()
    blocks: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
    blocks += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in message.tool_calls
    ]
    return blocks


@lru_cache(maxsize=1024)
def _system(text: str) -> Written:
    """The mark has tools and prompt kept, which every turn of a call sends again."""
    return write([{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}])


@lru_cache(maxsize=1024)
def _tools(tools: tuple[Tool, ...]) -> Written:
    return write([_tool(tool) for tool in tools])


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "input_schema": dict(tool.parameters),
    }
