"""How long a person waits for an answer, and how much of that is ours."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from providers.llm.base import Chunk, LanguageModel, Message, Tool, ToolResult


@dataclass(slots=True)
class Stopwatch:
    """Times one answer. `clock` tells seconds; `asked_at` is when the person's words came in."""

    clock: Callable[[], float]
    asked_at: float
    thinking: float = 0.0

    def read(self) -> dict[str, float]:
        """Milliseconds from the person's words until now: `total`, of which the `model` took its
        part, and the rest is our `own`."""
        total = self.clock() - self.asked_at
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
        clock = self.stopwatch.clock
        answer = self.model.stream(system=system, messages=messages, tools=tools)
        async with aclosing(answer):
            since = clock()
            async for chunk in answer:
                self.stopwatch.thinking += clock() - since
                yield chunk
                since = clock()
