"""A language model that says what a test wrote, through the real interface."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from providers.llm.base import Chunk, Message, Token, Tool, ToolCall, ToolResult, Usage

Step = str | ToolCall | Usage | Exception | float
"""A token, a tool call, a failure, or seconds of silence (`NEVER` for good)."""

NEVER = float("inf")


@dataclass
class Asked:
    """One request to the model."""

    system: str
    messages: list[Message | ToolResult]
    tools: tuple[Tool, ...]


@dataclass
class ScriptedModel:
    """Answers the n-th request with the n-th script; the last one serves all that follow."""

    scripts: Sequence[Sequence[Step]]
    asked: list[Asked] = field(default_factory=list)
    stopped: int = 0

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Message | ToolResult],
        tools: Sequence[Tool] = (),
    ) -> AsyncGenerator[Chunk, None]:
        script = self.scripts[min(len(self.asked), len(self.scripts) - 1)]
        self.asked.append(Asked(system, list(messages), tuple(tools)))
        try:
            for step in script:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, float):
                    await (asyncio.Event().wait() if step == NEVER else asyncio.sleep(step))
                else:
                    yield Token(step) if isinstance(step, str) else step
        finally:
            self.stopped += 1


def tool(name: str, **arguments: object) -> ToolCall:
    return ToolCall(f"call_{name}", name, arguments)
