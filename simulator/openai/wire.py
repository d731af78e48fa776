"""OpenAI's JSON: completions, chunks, usage and errors."""

import hashlib
import json
import re
import time
from collections.abc import Iterator
from typing import Any

from simulator.mind import Thought

_TOKEN = re.compile(r"\s*\S{1,6}")
_FRAGMENT = 12


def tokens_of(text: str) -> list[str]:
    """The text in pieces about as long as a model's tokens."""
    pieces = _TOKEN.findall(text)
    return pieces or ([text] if text else [])


class Wire:
    """One answer, in the shapes that the SDK reads."""

    def __init__(self, request: dict[str, Any], thought: Thought) -> None:
        asked = json.dumps(request.get("messages", []), ensure_ascii=False)
        self._model = request.get("model", "simulated")
        self._thought = thought
        self._id = f"chatcmpl-{hashlib.blake2b(asked.encode(), digest_size=12).hexdigest()}"
        self._asked = len(asked) // 4
        self._created = int(time.time())

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self._thought.calls else "stop"

    def completion(self, refusal: str | None = None) -> dict[str, Any]:
        message: dict[str, Any] = {
            "role": "assistant",
            "content": None if refusal else self._thought.text or None,
            "refusal": refusal,
        }
        if self._thought.calls and not refusal:
            message["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": call.arguments},
                }
                for call in self._thought.calls
            ]
        reason = "stop" if refusal else self.finish_reason
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self.usage()}

    def deltas(self, refusal: str | None = None) -> Iterator[dict[str, Any]]:
        """What each chunk adds, in order: words first, then tool calls in fragments."""
        yield {"role": "assistant", "content": "", "refusal": None}
        if refusal:
            yield from ({"refusal": piece} for piece in tokens_of(refusal))
            return
        yield from ({"content": piece} for piece in tokens_of(self._thought.text))
        for index, call in enumerate(self._thought.calls):
            function = {"name": call.name, "arguments": ""}
            head = {"index": index, "id": call.id, "type": "function", "function": function}
            yield {"tool_calls": [head]}
            for start in range(0, len(call.arguments), _FRAGMENT):
                piece = {"arguments": call.arguments[start : start + _FRAGMENT]}
                yield {"tool_calls": [{"index": index, "function": piece}]}

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**self._head("chat.completion.chunk"), "choices": [choice], "usage": None}

    def usage_chunk(self) -> dict[str, Any]:
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": self.usage()}

    def usage(self) -> dict[str, int]:
        said = self._thought.text + "".join(call.arguments for call in self._thought.calls)
        answered = max(1, len(tokens_of(said)))
        return {
            "prompt_tokens": self._asked,
            "completion_tokens": answered,
            "total_tokens": self._asked + answered,
        }

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": self._model}
