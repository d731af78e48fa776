"""Each protocol as we read it on the live path, held against the vendor's own SDK, both over real
sockets against the simulator."""

import json
from contextlib import aclosing
from typing import Any

import anthropic
import openai
import pytest
from google import genai

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.llm.base import Message, Token, Tool, ToolCall, ToolResult, Usage
from providers.llm.registry import close_models, model_for

PATH = {"openai": "/openai/v1", "gemini": "/gemini", "anthropic": "/anthropic"}
SYSTEM = "Objetivo: Vender pan\nNombre: Lucía\nNegocio: Panadería Luna\nIdioma: es"
HELLO = Message("assistant", "Hola. Soy Lucía, una inteligencia artificial. ¿Tiene un momento?")
END_CALL = Tool(
    name="end_call",
    description="Hang up.",
    parameters={
        "type": "object",
        "properties": {
            "outcome": {"type": "string", "enum": ["interested", "wrong_number"]},
            "summary": {"type": "string"},
        },
        "required": ["outcome"],
    },
)
WRONG = "Se ha equivocado, número equivocado"
BEGUN = "[answered]"


@pytest.fixture(params=["openai", "gemini", "anthropic"])
def provider(request):
    return request.param


@pytest.fixture
async def model(simulator, provider):
    url = simulator.url + PATH[provider]
    yield model_for(provider=provider, model="test", api_key="k", base_url=url)
    await close_models()


async def answers(model, text, *more, tools=(END_CALL,)):
    messages = [HELLO, Message("user", text), *more]
    return [chunk async for chunk in model.stream(system=SYSTEM, messages=messages, tools=tools)]


def text_of(chunks):
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, Token))


def calls_of(chunks):
    return [(chunk.name, chunk.arguments) for chunk in chunks if isinstance(chunk, ToolCall)]


def usage_of(chunks):
    return next((chunk.prompt > 0, chunk.completion) for chunk in chunks if type(chunk) is Usage)


# --- the same through the vendors' SDKs: (text, calls, tokens written) ---------------------------


async def by_openai(url, text):
    async with openai.AsyncOpenAI(base_url=url, api_key="k", max_retries=0) as client:
        stream = client.chat.completions.stream(
            model="test",
            messages=[
                {"role": "system", "content": SYSTEM},
                {"role": "assistant", "content": HELLO.text},
                {"role": "user", "content": text},
            ],
            tools=[
                {
                    "type": "function",
                    "function": {"name": "end_call", "parameters": dict(END_CALL.parameters)},
                }
            ],
            stream_options={"include_usage": True},
        )
        async with stream as events:
            whole: Any = await events.get_final_completion()
    message = whole.choices[0].message
    calls = [(c.function.name, json.loads(c.function.arguments)) for c in message.tool_calls or ()]
    return message.content or "", calls, whole.usage.completion_tokens


async def by_gemini(url, text):
    options = genai.types.HttpOptions(base_url=url)
    client = genai.Client(api_key="k", http_options=options).aio
    declared: Any = {
        "name": "end_call",
        "description": "Hang up.",
        "parameters_json_schema": dict(END_CALL.parameters),
    }
    config: Any = {"system_instruction": SYSTEM, "tools": [{"function_declarations": [declared]}]}
    contents: Any = [
        {"role": "user", "parts": [{"text": BEGUN}]},
        {"role": "model", "parts": [{"text": HELLO.text}]},
        {"role": "user", "parts": [{"text": text}]},
    ]
    said, calls, written = "", list[Any](), 0
    try:
        stream: Any = await client.models.generate_content_stream(
            model="test", contents=contents, config=config
        )
        async for chunk in stream:
            for part in (chunk.candidates[0].content or genai.types.Content()).parts or ():
                said += part.text or ""
                if part.function_call:
                    calls.append((part.function_call.name, part.function_call.args))
            written = chunk.usage_metadata.candidates_token_count
    finally:
        await client.aclose()
    return said, calls, written


async def by_anthropic(url, text):
    async with anthropic.AsyncAnthropic(base_url=url, api_key="k", max_retries=0) as client:
        stream = client.messages.stream(
            model="test",
            max_tokens=1024,
            system=SYSTEM,
            messages=[
                {"role": "user", "content": BEGUN},
                {"role": "assistant", "content": HELLO.text},
                {"role": "user", "content": text},
            ],
            tools=[
                {
                    "name": "end_call",
                    "description": "Hang up.",
                    "input_schema": dict(END_CALL.parameters),
                }
            ],
        )
        async with stream as events:
            whole: Any = await events.get_final_message()
    said = "".join(block.text for block in whole.content if block.type == "text")
    calls = [(block.name, block.input) for block in whole.content if block.type == "tool_use"]
    return said, calls, whole.usage.output_tokens


BY_SDK = {"openai": by_openai, "gemini": by_gemini, "anthropic": by_anthropic}
STATUS_ERRORS = (openai.APIStatusError, anthropic.APIStatusError, genai.errors.APIError)


def status_of(error):
    return getattr(error, "status_code", None) or error.code


@pytest.mark.parametrize("text", ["Sí, dígame", WRONG, "¿Cuánto cuesta?", "No me llame más"])
async def test_it_reads_what_the_sdk_reads(model, provider, simulator, text):
    chunks = await answers(model, text)
    said, calls, written = await BY_SDK[provider](simulator.url + PATH[provider], text)
    assert said or calls
    assert (text_of(chunks), calls_of(chunks)) == (said, calls)
    assert usage_of(chunks) == (True, written)


@pytest.mark.parametrize("kind", ["model_429", "model_500", "model_529"])
async def test_what_the_sdk_raises_is_an_error_of_ours(model, provider, simulator, kind):
    simulator.post("faults", {"kind": kind})
    with pytest.raises(STATUS_ERRORS) as theirs:
        await BY_SDK[provider](simulator.url + PATH[provider], "Hola")
    with pytest.raises(ProviderError) as ours:
        await answers(model, "Hola")
    assert ours.value.retryable
    assert isinstance(ours.value, RateLimited) == (status_of(theirs.value) == 429)
    (fault,) = simulator.get("faults")["faults"]
    assert fault["struck"] == 2  # each asked once: nobody tries again by itself


async def test_tokens_come_one_by_one(model):
    assert sum(isinstance(chunk, Token) for chunk in await answers(model, "Sí, dígame")) > 3


async def test_too_many_requests_says_when_to_come_back(model, simulator):
    simulator.post("faults", {"kind": "model_429", "retry_after": 7})
    with pytest.raises(RateLimited) as caught:
        await answers(model, "Hola")
    assert caught.value.retry_after == 7


async def test_what_came_of_a_tool_is_told_to_the_model(model):
    chunks = await answers(model, WRONG)
    (call,) = [chunk for chunk in chunks if isinstance(chunk, ToolCall)]
    used = Message("assistant", text_of(chunks), (call,))
    after = await answers(model, WRONG, used, ToolResult(call.id, "Done."))
    assert text_of(after) == ""


async def test_without_tools_it_only_talks(model):
    chunks = await answers(model, WRONG, tools=())
    assert text_of(chunks) and not calls_of(chunks)


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
    heard = []
    with pytest.raises(Refused) as caught:
        async for chunk in model.stream(system=SYSTEM, messages=[HELLO, Message("user", "Sí")]):
            heard.append(chunk)
    assert caught.value.retryable
    assert text_of(heard) == ""


async def test_arguments_that_are_no_object_never_pass_for_a_call(model, provider, simulator):
    simulator.post("faults", {"kind": "model_bad_arguments"})
    if provider == "gemini":  # says so itself, in place of the call
        with pytest.raises(ProviderError) as caught:
            await answers(model, WRONG)
        assert caught.value.retryable
    else:
        assert calls_of(await answers(model, WRONG)) == [("end_call", {})]


async def test_after_a_stalled_stream_was_closed_the_next_one_works(model, simulator):
    simulator.post("faults", {"kind": "model_stall", "seconds": 3600 * 50, "count": 1})
    stream = model.stream(system=SYSTEM, messages=[HELLO, Message("user", "Sí")])
    async with aclosing(stream):
        assert isinstance(await anext(stream), Token)
    assert text_of(await answers(model, "Sí, dígame"))


async def test_a_wrong_address_is_a_definite_no(simulator, provider):
    url = f"{simulator.url}/none"
    model = model_for(provider=provider, model="m", api_key="k", base_url=url)
    with pytest.raises(Refused) as caught:
        await answers(model, "Hola")
    assert not caught.value.retryable
    await close_models()


async def test_a_server_that_is_not_there_may_be_asked_again(provider):
    model = model_for(provider=provider, model="m", api_key="k", base_url="http://127.0.0.1:9")
    with pytest.raises(Ambiguous) as caught:
        await answers(model, "Hola")
    assert caught.value.retryable
    await close_models()


def test_a_key_is_never_printed(provider):
    model = model_for(provider=provider, model="m", api_key="secret-key", base_url="")
    assert "secret-key" not in repr(model)
