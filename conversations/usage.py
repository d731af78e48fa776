"""What a model's answers cost, answer by answer: read from the vendor, kept with what was said."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, TypedDict

from providers.llm.base import Chunk, LanguageModel, Message, Token, Tool, ToolResult, Usage

_LETTERS_A_TOKEN = 4
"""English by OpenAI's rule of thumb; Spanish takes more tokens, so this is never too much."""


class Spent(TypedDict, total=False):
    """What the answers behind one line took, as it is kept: tokens, and US dollars where the price
    is known. `estimated`: the person cut in, so the vendor never told."""

    model: str
    read: int
    written: int
    cached: int
    cost: float | None
    estimated: bool


@dataclass(slots=True)
class Meter:
    """One conversation's. `cost_of` gives US dollars of a `Usage`, None where nobody told the
    price; `spent` is what was spent so far."""

    cost_of: Callable[[Usage], float | None]
    spent: float = 0.0
    _waiting: Spent = field(default_factory=Spent)

    def note(self, usage: Usage, *, estimated: bool = False) -> None:
        """A model has answered."""
        cost, before = self.cost_of(usage), self._waiting
        self.spent += cost or 0.0
        known = cost is not None and before.get("cost", 0.0) is not None
        self._waiting = Spent(
            model=usage.model or before.get("model", ""),
            read=before.get("read", 0) + usage.prompt,
            written=before.get("written", 0) + usage.completion,
            cached=before.get("cached", 0) + usage.cached,
            cost=round((before.get("cost") or 0.0) + (cost or 0.0), 6) if known else None,
            estimated=estimated or before.get("estimated", False),
        )

    def take(self) -> Spent:
        """What was spent since this was asked last; {} for nothing."""
        taken, self._waiting = self._waiting, Spent()
        return taken


@dataclass(frozen=True, slots=True)
class MeteredModel:
    """A language model whose answers are counted."""

    model: LanguageModel
    meter: Meter

    async def stream(
        self,
        *,
        system: str,
        messages: Sequence[Message | ToolResult],
        tools: Sequence[Tool] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """As `LanguageModel.stream`."""
        told, written = False, 0
        answer = self.model.stream(system=system, messages=messages, tools=tools)
        try:
            async with aclosing(answer):
                async for chunk in answer:
                    if isinstance(chunk, Usage):
                        told = True
                        self.meter.note(chunk)
                    elif isinstance(chunk, Token):
                        written += len(chunk.text)
                    yield chunk
        except (GeneratorExit, asyncio.CancelledError):
            if not told:
                self._estimate(len(system) + sum(len(said.text) for said in messages), written)
            raise

    def _estimate(self, read: int, written: int) -> None:
        """By letters: whoever is stopped half way tells no figures, and charges all the same."""
        name = str(getattr(self.model, "model", ""))
        tokens = Usage(read // _LETTERS_A_TOKEN, written // _LETTERS_A_TOKEN, model=name)
        self.meter.note(tokens, estimated=True)


def sum_of(spent: Sequence[Spent | dict[str, Any]]) -> Spent:
    """The whole of a call. Its cost is None where that of any part is not known."""
    counted = [each for each in spent if each]
    if not counted:
        return Spent()
    costs = [each.get("cost") for each in counted]
    known = [cost for cost in costs if cost is not None]
    return Spent(
        model=", ".join(sorted({each.get("model", "") for each in counted} - {""})),
        read=sum(each.get("read", 0) for each in counted),
        written=sum(each.get("written", 0) for each in counted),
        cached=sum(each.get("cached", 0) for each in counted),
        cost=round(sum(known), 6) if len(known) == len(costs) else None,
        estimated=any(each.get("estimated", False) for each in counted),
    )
