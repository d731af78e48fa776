"""How long a person waits for an answer, and how much of that is ours."""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from providers.llm.base import Chunk, LanguageModel, Message, Tool, ToolResult


@dataclass(slots=True)
class Stopwatch:
    """Times one answer, from `asked_at` on: when the person's words came in.

    An event loop's own clock may be as coarse as a millisecond, which is what we measure.
    """

    asked_at: float = field(default_factory=time.perf_counter)
    thinking: float = 0.0

    def read(self) -> dict[str, float]:
        """Milliseconds from the person's words until now: `total`, of which the `model` took its
        part, and the rest is our `own`."""
        total = time.perf_counter() - self.asked_at
        parts = {"total": total, "model": self.thinking, "own": total - self.thinking}
        return {name: round(seconds * 1000, 2) for name, seconds in parts.items()}


@dataclass(frozen=True, slots=True)
class TimedModel:
    """A language model whose answering is timed."""

    model: LanguageModel
    stopwatch: Stopwatch

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Message | ToolResult],
        tools: Sequence[Tool] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """As `LanguageModel.stream`."""
        answer = self.model.stream(system=system, messages=messages, tools=tools)
        async with aclosing(answer):
            since = time.perf_counter()
            async for chunk in answer:
                self.stopwatch.thinking += time.perf_counter() - since
                yield chunk
                since = time.perf_counter()
