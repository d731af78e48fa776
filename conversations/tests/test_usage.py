"""What a model's answers cost."""

import pytest

from conversations.metering import new_meter
from conversations.tests.scripted import NEVER, ScriptedModel
from conversations.usage import MeteredModel, sum_of
from providers.errors import RateLimited
from providers.llm.base import Message, Usage
from providers.llm.prices import PRICES, cost_of, price_of, prices_from

SAID = [Message("user", "¿Cuánto cuesta?" * 20)]


async def hear(model, *, pieces=None):
    answer = model.stream(system="x" * 100, messages=SAID)
    async for _ in answer:
        pieces = None if pieces is None else pieces - 1
        if pieces == 0:
            break
    await answer.aclose()


async def test_what_a_vendor_tells_is_counted_once():
    meter = new_meter()
    model = ScriptedModel([["Vale.", Usage(1_000_000, 500_000, 400_000, model="gpt-4o-mini")]])
    await hear(MeteredModel(model, meter))
    taken = meter.take()
    assert taken["cost"] == pytest.approx(0.6 * 0.15 + 0.4 * 0.075 + 0.5 * 0.6)
    assert (taken["read"], taken["cached"], taken["written"]) == (1_000_000, 400_000, 500_000)
    assert meter.take() == {}
    assert meter.spent == pytest.approx(0.42)


async def test_an_answer_that_is_cut_short_is_estimated():
    meter = new_meter()
    await hear(MeteredModel(ScriptedModel([["palabra " * 10, NEVER]]), meter), pieces=1)
    taken = meter.take()
    assert (taken["read"], taken["written"]) == (100, 20)
    assert taken["estimated"]


async def test_a_model_that_refuses_costs_nothing():
    meter = new_meter()
    with pytest.raises(RateLimited):
        await hear(MeteredModel(ScriptedModel([[RateLimited("Too many.")]]), meter))
    assert meter.take() == {}


async def test_the_answers_of_one_turn_are_added_up():
    meter = new_meter([{"cost": 0.5}, {}])
    for _ in range(2):
        await hear(MeteredModel(ScriptedModel([["Sí.", Usage(10, 5, model="gpt-4o")]]), meter))
    assert meter.take()["read"] == 20
    assert meter.spent > 0.5


def test_a_price_that_nobody_told_leaves_the_whole_unknown():
    parts = [{"model": "a", "read": 1, "cost": 0.1}, {}, {"model": "b", "read": 2, "cost": None}]
    whole = sum_of(parts)
    assert (whole["model"], whole["read"], whole["cost"]) == ("a, b", 3, None)
    assert sum_of([{}]) == {}


def test_prices_are_found_by_name_and_date_and_may_be_set():
    assert price_of("claude-haiku-4-5-20251001") == price_of("claude-haiku-4-5")
    assert price_of("gpt-4o-audio") is None
    own = prices_from({"gpt-4o": [1, 0.5, 2]})
    price = price_of("gpt-4o", own)
    assert price is not None
    assert cost_of(Usage(1_000_000, 0), price) == 1
    with pytest.raises(ValueError, match="three prices"):
        prices_from({"x": [1, 2]})


def test_every_price_says_where_it_was_read_and_when():
    for price in PRICES.values():
        assert price.source.startswith("https://")
        assert len(price.seen) == 10
        assert 0 < price.cached <= price.read < price.written
