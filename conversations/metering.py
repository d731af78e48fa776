"""What a conversation's model costs, by the prices that this installation knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from conversations.brain import account_of
from conversations.models import Agent
from conversations.usage import Meter
from providers.llm.base import Usage
from providers.llm.prices import Price, cost_of, price_of


def new_meter(before: Iterable[Mapping[str, Any]] = ()) -> Meter:
    """A conversation's meter; `before` is the usage of what was said in it already."""
    return Meter(_dollars, sum(float(each.get("cost") or 0) for each in before))


def price_for(agent: Agent) -> Price | None:
    """What the agent's first model costs; None: nobody told, and no limit in money can be kept.

    Raises DomainError where it has no model.
    """
    return price_of(account_of(agent).model, settings.LLM_PRICES)


def _dollars(usage: Usage) -> float | None:
    price = price_of(usage.model, settings.LLM_PRICES)
    return None if price is None else cost_of(usage, price)
