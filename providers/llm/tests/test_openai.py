"""OpenAI's protocol through the vendor's own SDK, over real sockets against the simulator."""

from contextlib import aclosing

import pytest

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.llm.base import Message, Token, Tool, ToolCall, ToolResult, Usage
from providers.llm.registry import close_models, model_for
from providers.rehearsal import NotASimulator

SYSTEM = "Tu nombre: Lucía\nNegocio: Panadería Luna\nObjetivo: Vender pan\nIdioma: es"
HELLO = Message("assistant", "Hola. ¿Tiene un momento?")
END_CALL = Tool(
    "end_call",
    "Hang up.",
    {
        "type": "object",
        "properties": {
            "outcome": {"type": "string", "enum": ["interested", "wrong_number"]},
            "summary": {"type": "string"},
        },
        "required": ["outcome"],
    },
)


@pytest.fixture
async def model(simulator):
    yield model_for(
        provider="openai", model="test", api_key="k", base_url=f"{simulator.url}/openai/v1"
    )
    await close_models()


async def answers(model, text, *more, tools=(END_CALL,)):
    messages = [HELLO, Message("user", text), *more]
    return [chunk async for chunk in model.stream(system=SYSTEM, messages=messages, tools=tools)]


def text_of(chunks):
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Token))


async def test_it_streams_tokens_and_then_what_they_cost(model):
    *tokens, usage = await answers(model, "Sí, dígame")
    assert len(tokens) > 3
    assert "Vender pan" in text_of(tokens)
    assert isinstance(usage, Usage)
    assert usage.prompt > 0 < usage.completion


async def test_a_tool_call_is_put_together_from_its_fragments(model):
    chunks = await answers(model, "Se ha equivocado, número equivocado")
    (call,) = [chunk for chunk in chunks if isinstance(chunk, ToolCall)]
    assert call.name == "end_call"
    assert call.arguments["outcome"] == "wrong_number"
    assert call.id
    assert text_of(chunks[: chunks.index(call)])


async def test_what_came_of_a_tool_is_told_to_the_model(model):
    chunks = await answers(model, "Número equivocado")
    (call,) = [chunk for chunk in chunks if isinstance(chunk, ToolCall)]
    used = Message("assistant", text_of(chunks), (call,))
    after = await answers(model, "Número equivocado", used, ToolResult(call.id, "Done."))
    assert text_of(after) == ""


async def test_without_tools_it_only_talks(model):
    chunks = await answers(model, "Número equivocado", tools=())
    assert text_of(chunks)
    assert not any(isinstance(chunk, ToolCall) for chunk in chunks)


async def test_arguments_that_are_no_json_arrive_empty(model, simulator):
    simulator.post("faults", {"kind": "model_bad_arguments"})
    chunks = await answers(model, "Número equivocado")
    assert [chunk.arguments for chunk in chunks if isinstance(chunk, ToolCall)] == [{}]


async def test_too_many_requests_says_when_to_come_back(model, simulator):
    simulator.post("faults", {"kind": "model_429", "retry_after": 7})
    with pytest.raises(RateLimited) as caught:
        await answers(model, "Hola")
    assert caught.value.retryable
    assert caught.value.retry_after == 7


async def test_it_asks_exactly_once(model, simulator):
    simulator.post("faults", {"kind": "model_500"})
    with pytest.raises(ProviderError) as caught:
        await answers(model, "Hola")
    assert caught.value.retryable
    (fault,) = simulator.get("faults")["faults"]
    assert fault["struck"] == 1


async def test_a_stream_that_breaks_off_is_no_answer(model, simulator):
    simulator.post("faults", {"kind": "model_cut"})
    heard = []
    with pytest.raises(Ambiguous) as caught:
        async for chunk in model.stream(system=SYSTEM, messages=[HELLO, Message("user", "Sí")]):
            heard.append(chunk)
    assert caught.value.retryable
    assert text_of(heard)


async def test_an_unreadable_event_is_an_error_of_ours(model, simulator):
    simulator.post("faults", {"kind": "model_malformed"})
    with pytest.raises(ProviderError) as caught:
        await answers(model, "Hola")
    assert caught.value.retryable


async def test_a_refusal_is_not_spoken(model, simulator):
    simulator.post("faults", {"kind": "model_refusal"})
    with pytest.raises(Refused) as caught:
        await answers(model, "Hola")
    assert caught.value.code == "refusal"
    assert caught.value.retryable


async def test_a_server_that_is_not_there_may_be_asked_again():
    model = model_for(provider="openai", model="m", api_key="k", base_url="http://127.0.0.1:9/v1")
    with pytest.raises(Ambiguous) as caught:
        await answers(model, "Hola")
    assert caught.value.retryable
    await close_models()


async def test_a_wrong_address_is_a_definite_no(simulator):
    model = model_for(provider="openai", model="m", api_key="k", base_url=f"{simulator.url}/none")
    with pytest.raises(Refused) as caught:
        await answers(model, "Hola")
    assert not caught.value.retryable
    await close_models()


async def test_after_a_stream_was_closed_the_next_one_works(model, simulator):
    simulator.post("faults", {"kind": "model_stall", "seconds": 3600, "count": 1})
    stream = model.stream(system=SYSTEM, messages=[HELLO, Message("user", "Sí")])
    async with aclosing(stream):
        assert isinstance(await anext(stream), Token)
    assert text_of(await answers(model, "Adiós"))


def test_a_key_is_never_printed():
    model = model_for(provider="openai", model="m", api_key="secret-key", base_url="")
    assert "secret-key" not in repr(model)


@pytest.mark.parametrize("base_url", ["", "https://api.openai.com/v1", "http://10.0.0.7/v1"])
def test_a_rehearsal_never_leaves_this_machine(base_url):
    with pytest.raises(NotASimulator):
        model_for(provider="openai", model="m", api_key="k", base_url=base_url, is_rehearsal=True)


def test_a_provider_that_is_not_there_is_a_mistake():
    with pytest.raises(KeyError):
        model_for(provider="nobody", model="m", api_key="k")
