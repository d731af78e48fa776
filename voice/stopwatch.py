"""How long a person waits for an answer, and how much of that is ours."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from providers.llm.base import Chunk, LanguageModel, Message, Tool, ToolResult

_LAPS = 200
"""Pieces of an answer that are remembered: the voice begins long before."""


@dataclass(slots=True)
class Stopwatch:
    """Times one answer, from `asked_at` on: when the person's words came in.

    An event loop's own clock may be as coarse as a millisecond, which is what we measure.
    """

    asked_at: float = field(default_factory=time.perf_counter)
    before: Mapping[str, float] = field(default_factory=dict)
    thinking: float = 0.0
    _laps: list[tuple[float, float]] = field(default_factory=list)

    def note_thought(self, seconds: float) -> None:
        """The model has taken so long for its latest piece, which is there now."""
        self.thinking += seconds
        if len(self._laps) < _LAPS:
            self._laps.append((time.perf_counter(), self.thinking))

    def read(self, *, voice: float = 0.0) -> dict[str, float]:
        """Milliseconds from the person's last word until now: `total`, in which others took their
        parts, and the rest is our `own`.

        `before` (the silence that was listened to, the recogniser) came before `asked_at`. `voice`
        is what the voice took from its first words until now; the `model` counts until then.
        """
        now = time.perf_counter()
        model = self._thinking_until(now - voice) if voice else self.thinking
        others = {**self.before, "model": model, **({"voice": voice} if voice else {})}
        total = now - self.asked_at + sum(self.before.values())
        parts = {"total": total, **others, "own": total - sum(others.values())}
        return {name: round(seconds * 1000, 2) for name, seconds in parts.items()}

    def _thinking_until(self, moment: float) -> float:
        return max((thought for at, thought in self._laps if at <= moment), default=0.0)


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
                self.stopwatch.note_thought(time.perf_counter() - since)
                yield chunk
                since = time.perf_counter()
