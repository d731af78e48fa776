"""The conversation so far, read from the messages of a request."""

import json
import re
from dataclasses import dataclass
from typing import Any

from simulator.mind.phrases import MARKS

Message = dict[str, Any]
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class History:
    system: str
    said: tuple[str, ...]  # by the agent
    heard: tuple[str, ...]  # from the person
    called: tuple[str, ...]  # tools that were called
    results: tuple[tuple[str, str], ...]  # (tool, its answer) since the person last spoke

    @property
    def last_heard(self) -> str:
        return self.heard[-1] if self.heard else ""

    def has_said(self, mark: str) -> bool:
        return self.times(mark) > 0

    def times(self, mark: str) -> int:
        return sum(any(sign in text for sign in MARKS[mark]) for text in self.said)

    def has_stated(self, goal: str) -> bool:
        """Whether the purpose was told, in the mind's words or in a first message of its own."""
        start = _SENTENCE.split(goal.lower())[0][:40]
        return bool(start) and any(start in text.lower() for text in self.said)


def read_history(messages: list[Message]) -> History:
    said: list[str] = []
    heard: list[str] = []
    called: list[str] = []
    system: list[str] = []
    names: dict[str, str] = {}
    results: list[tuple[str, str]] = []
    for message in messages:
        role, text = message.get("role"), text_of(message)
        if role in ("system", "developer"):
            system.append(text)
        elif role == "user":
            heard.append(text)
            results = []
        elif role == "assistant":
            if text:
                said.append(text)
            for call in message.get("tool_calls") or ():
                names[call["id"]] = call["function"]["name"]
                called.append(call["function"]["name"])
        elif role == "tool":
            results.append((names.get(message.get("tool_call_id", ""), ""), text))
    return History("\n".join(system), tuple(said), tuple(heard), tuple(called), tuple(results))


def text_of(message: Message) -> str:
    """The words of a message, whether it holds a string or a list of parts."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def is_failure(result: str) -> bool:
    """Whether a tool's answer says that it did not work."""
    try:
        answer = json.loads(result)
    except ValueError:
        return "error" in result.lower()
    return isinstance(answer, dict) and ("error" in answer or answer.get("ok") is False)
