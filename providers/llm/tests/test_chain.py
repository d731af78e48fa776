"""Fallback and hedge: real models of three protocols, over real sockets against the simulator."""

import time
from contextlib import aclosing

import pytest

from providers.errors import ProviderError
from providers.llm.base import Message, Token, Usage
from providers.llm.chain import Chain
from providers.llm.registry import close_models, model_for

SYSTEM = "Objetivo: Vender pan\nNombre: Lucía\nIdioma: es"
MESSAGES = [Message("assistant", "Hola."), Message("user", "Sí, dígame")]
PATH = {"openai": "/openai/v1", "gemini": "/gemini", "anthropic": "/anthropic"}


def models(simulator, *providers):
    return tuple(
        model_for(
            provider=name, model=f"m-{name}", api_key="k", base_url=simulator.url + PATH[name]
        )
        for name in providers
    )


@pytest.fixture
async def chain(simulator):
    yield Chain(models(simulator, "gemini", "anthropic", "openai"), patience=5.0)
    await close_models()


async def heard(chain):
    return [chunk async for chunk in chain.stream(system=SYSTEM, messages=MESSAGES)]


def who(chunks):
    """Whose answer it was."""
    (usage,) = [chunk for chunk in chunks if isinstance(chunk, Usage)]
    return usage.model


def struck(simulator):
    return {fault["path"]: fault["struck"] for fault in simulator.get("faults")["faults"]}


async def test_one_that_speaks_in_time_is_the_only_one_asked(chain, simulator):
    simulator.post("faults", {"kind": "model_500", "path": "m-anthropic"})
    assert who(await heard(chain)) == "m-gemini"
    assert struck(simulator) == {"m-anthropic": 0}


@pytest.mark.parametrize("kind", ["model_429", "model_500", "model_529", "model_refusal"])
async def test_one_that_fails_before_it_spoke_gives_way_at_once(chain, simulator, kind):
    simulator.post("faults", {"kind": kind, "path": "m-gemini"})
    assert who(await heard(chain)) == "m-anthropic"


async def test_the_third_is_asked_when_two_have_failed(chain, simulator):
    simulator.post("faults", {"kind": "model_529", "path": "m-gemini"})
    simulator.post("faults", {"kind": "model_500", "path": "m-anthropic"})
    assert who(await heard(chain)) == "m-openai"


async def test_when_all_have_failed_the_last_error_is_told(chain, simulator):
    simulator.post("faults", {"kind": "model_529"})
    with pytest.raises(ProviderError) as caught:
        await heard(chain)
    assert caught.value.retryable


async def test_when_the_first_is_late_the_second_is_asked_beside_it(simulator):
    simulator.post("faults", {"kind": "model_slow", "path": "m-gemini", "seconds": 3600 * 50})
    hedged = Chain(models(simulator, "gemini", "openai"), patience=0.05)
    begun = time.monotonic()
    assert who(await heard(hedged)) == "m-openai"
    assert time.monotonic() - begun < 5
    await close_models()


async def test_a_late_first_that_speaks_before_the_second_still_answers(simulator):
    simulator.post("faults", {"kind": "model_slow", "path": "m-openai", "seconds": 3600 * 50})
    simulator.post("faults", {"kind": "model_slow", "path": "m-gemini", "seconds": 10})
    hedged = Chain(models(simulator, "gemini", "openai"), patience=0.01)
    assert who(await heard(hedged)) == "m-gemini"
    await close_models()


async def test_half_an_answer_is_not_finished_by_another(chain, simulator):
    simulator.post("faults", {"kind": "model_cut", "path": "m-gemini"})
    tokens = []
    with pytest.raises(ProviderError):
        async for chunk in chain.stream(system=SYSTEM, messages=MESSAGES):
            tokens.append(chunk)
    assert tokens and all(isinstance(chunk, Token) for chunk in tokens)


async def test_closing_it_stops_whoever_speaks(chain, simulator):
    simulator.post("faults", {"kind": "model_stall", "seconds": 3600 * 50, "count": 1})
    stream = chain.stream(system=SYSTEM, messages=MESSAGES)
    async with aclosing(stream):
        assert isinstance(await anext(stream), Token)
    assert who(await heard(chain)) == "m-gemini"
