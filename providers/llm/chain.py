"""Several models as one: the next is asked when one fails, or when its first token is late.

the first is asked ──→ it speaks in time: it answers, nobody else is asked
late ──→ the second is asked beside it; whoever speaks first answers, the other is stopped
failed before it spoke ──→ the next is asked at once
failed after it spoke ──→ an error: half an answer of one can't be finished by another
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from providers.errors import Ambiguous, ProviderError
from providers.llm.base import Chunk, LanguageModel, Message, Token, Tool, ToolCall, ToolResult


@dataclass(frozen=True, slots=True)
class Chain:
    """A `LanguageModel` made of others, in the order in which they are asked.

    `patience` is how many seconds a first token may take before the next model is asked too.
    """

    models: tuple[LanguageModel, ...]
    patience: float

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Message | ToolResult],
        tools: Sequence[Tool] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """See `LanguageModel.stream`. Raises the last model's error when all have failed."""
        waiting = [
            model.stream(system=system, messages=messages, tools=tools) for model in self.models
        ]
        race = _Race(waiting)
        try:
            winner, chunks = await race.run(self.patience)
            for chunk in chunks:
                yield chunk
            async for chunk in winner:
                yield chunk
        finally:
            await race.end()


@dataclass(slots=True)
class _Race:
    """Which of the streams speaks first."""

    waiting: list[AsyncGenerator[Chunk, None]]
    running: dict["asyncio.Task[list[Chunk]]", AsyncGenerator[Chunk, None]] = field(
        default_factory=dict
    )
    winner: AsyncGenerator[Chunk, None] | None = None

    async def run(self, patience: float) -> tuple[AsyncGenerator[Chunk, None], list[Chunk]]:
        """The stream that spoke first, and what it has said."""
        failure: ProviderError = Ambiguous("There is no model to ask.", retryable=True)
        while self.waiting or self.running:
            if self.waiting:
                stream = self.waiting.pop(0)
                self.running[asyncio.create_task(_first_words(stream))] = stream
            done = await self._next(patience if self.waiting else None)
            for task in done:
                stream = self.running.pop(task)
                error = task.exception()
                if error is None:
                    self.winner = stream
                    await self._stop_others()
                    return stream, task.result()
                if not isinstance(error, ProviderError):
                    raise error
                failure = error
        raise failure

    async def end(self) -> None:
        """Stop whatever still runs."""
        await self._stop_others()
        if self.winner is not None:
            await self.winner.aclose()

    async def _next(self, patience: float | None) -> "set[asyncio.Task[list[Chunk]]]":
        """Those that have spoken or failed; none when patience ends first."""
        done, _ = await asyncio.wait(
            self.running, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        return done

    async def _stop_others(self) -> None:
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
        for stream in self.running.values():
            await stream.aclose()
        self.running.clear()


async def _first_words(stream: AsyncGenerator[Chunk, None]) -> list[Chunk]:
    """The chunks up to the first that is heard or done; all of an answer that has neither."""
    chunks: list[Chunk] = []
    async for chunk in stream:
        chunks.append(chunk)
        if isinstance(chunk, Token | ToolCall):
            break
    return chunks
