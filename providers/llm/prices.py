"""What models cost: US dollars for a million tokens, as told on a day.

Only a source without `_QUOTED` was read in the maker's own list; the others are what third parties
say that it says, and nobody here has checked them: an estimate, not an invoice.
Prices change and models come: LLM_PRICES adds to this list and goes before it. A name stands for
its dated versions too ("claude-haiku-4-5" for "claude-haiku-4-5-20251001").
"""

from collections.abc import Mapping
from dataclasses import dataclass

from providers.llm.base import Usage

_MILLION = 1_000_000
_QUOTED = " (as quoted elsewhere, unverified)"
_OPENAI = f"https://platform.openai.com/docs/pricing{_QUOTED}"
_GOOGLE = f"https://ai.google.dev/gemini-api/docs/pricing{_QUOTED}"
_ANTHROPIC = "https://platform.claude.com/docs/en/about-claude/pricing"
_ANTHROPIC_QUOTED = f"{_ANTHROPIC}{_QUOTED}"


@dataclass(frozen=True, slots=True)
class Price:
    """For tokens that are read, read again from the vendor's cache, and written; where that is
    said to stand, and when it was seen (ISO date)."""

    read: float
    cached: float
    written: float
    source: str = "LLM_PRICES"
    seen: str = ""


PRICES: Mapping[str, Price] = {
    "gpt-4o": Price(2.5, 1.25, 10, _OPENAI, "2026-05-01"),
    "gpt-4o-mini": Price(0.15, 0.075, 0.6, _OPENAI, "2026-05-01"),
    "gpt-4.1": Price(2, 0.5, 8, _OPENAI, "2026-06-21"),
    "gpt-4.1-mini": Price(0.4, 0.1, 1.6, _OPENAI, "2026-06-21"),
    "gpt-4.1-nano": Price(0.1, 0.025, 0.4, _OPENAI, "2026-04-01"),
    "gpt-5": Price(1.25, 0.125, 10, _OPENAI, "2026-03-01"),
    "gpt-5-mini": Price(0.25, 0.025, 2, _OPENAI, "2026-03-01"),
    "gpt-5-nano": Price(0.05, 0.005, 0.4, _OPENAI, "2026-03-01"),
    "gemini-2.5-pro": Price(1.25, 0.125, 10, _GOOGLE, "2026-03-01"),
    "gemini-2.5-flash": Price(0.3, 0.03, 2.5, _GOOGLE, "2026-03-01"),
    "gemini-2.5-flash-lite": Price(0.1, 0.01, 0.4, _GOOGLE, "2026-03-01"),
    "gemini-3-flash": Price(0.5, 0.05, 3, _GOOGLE, "2026-06-01"),
    "gemini-3.1-flash-lite": Price(0.25, 0.025, 1.5, _GOOGLE, "2026-06-01"),
    "claude-haiku-4-5": Price(1, 0.1, 5, _ANTHROPIC_QUOTED, "2026-11-01"),
    "claude-haiku-5-5": Price(0.1, 0.01, 0.5, _ANTHROPIC_QUOTED, "2026-10-07"),
    "claude-opus-4-5": Price(5, 0.5, 25, _ANTHROPIC, "2026-11-01"),
}


def price_of(model: str, own: Mapping[str, Price] | None = None) -> Price | None:
    """The price of a model by its name, dated or not; None: nobody told us."""
    for prices in (own or {}, PRICES):
        names = [name for name in prices if model == name or model.startswith(f"{name}-20")]
        if names:
            return prices[max(names, key=len)]
    return None


def cost_of(usage: Usage, price: Price) -> float:
    """US dollars."""
    fresh = usage.prompt - usage.cached
    return (
        fresh * price.read + usage.cached * price.cached + usage.completion * price.written
    ) / _MILLION


def prices_from(told: Mapping[str, object]) -> dict[str, Price]:
    """LLM_PRICES, `{"my-model": [read, cached, written]}`; raises ValueError for anything else."""
    prices = {}
    for model, numbers in told.items():
        if not isinstance(numbers, list) or len(numbers) != 3:
            raise ValueError(f"LLM_PRICES: {model} needs three prices: read, cached, written.")
        read, cached, written = map(float, numbers)
        if min(read, cached, written) < 0:
            raise ValueError(f"LLM_PRICES: {model} has a price below zero.")
        prices[model] = Price(read, cached, written)
    return prices
