"""Chat completions through OpenAI's own SDK."""

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import httpx2
import openai
import pytest
from openai import OpenAI
from pydantic import BaseModel, Field

from simulator.mind import think
from simulator.tests.world import Rehearsal

BRIEF = "Agent: Leo\nBusiness: Garage Ray\nLanguage: en\nGoal: to offer a free brake test"
END = {
    "type": "function",
    "function": {
        "name": "end_call",
        "parameters": {
            "type": "object",
            "properties": {
                "outcome": {"type": "string", "enum": ["goal_met", "not_interested", "talked"]},
                "summary": {"type": "string", "maxLength": 40},
            },
            "required": ["outcome", "summary"],
        },
    },
}
GOODBYE: list[Any] = [
    {"role": "system", "content": BRIEF},
    {"role": "assistant", "content": "Is there anything else you would like to know?"},
    {"role": "user", "content": "No, thanks. Goodbye."},
]
FIRST: list[Any] = [{"role": "system", "content": BRIEF}, {"role": "user", "content": "Hello?"}]


class Outcome(StrEnum):
    success = "success"
    opt_out = "opt_out"
    callback = "callback"


class Detail(BaseModel):
    topic: str
    score: int = Field(ge=1, le=5)


class Analysis(BaseModel):
    disposition: Outcome
    summary: str
    wants_callback: bool
    note: str | None
    details: list[Detail] = Field(min_length=2)


@pytest.fixture
def model(world: Rehearsal) -> Iterator[OpenAI]:
    with httpx2.Client(trust_env=False) as http:
        yield OpenAI(
            base_url=f"{world.origin}/openai/v1",
            api_key="any",
            max_retries=0,
            timeout=5,
            http_client=http,
        )


def stream(model: OpenAI, messages: list[Any], **wanted: Any) -> list[Any]:
    return list(model.chat.completions.create(model="m", messages=messages, stream=True, **wanted))


def test_it_streams_its_words(model: OpenAI) -> None:
    chunks = stream(model, FIRST, stream_options={"include_usage": True})
    *spoken, usage = chunks
    text = "".join(chunk.choices[0].delta.content or "" for chunk in spoken)
    assert "Leo" in text and "Garage Ray" in text
    assert len(spoken) > 5 and spoken[-1].choices[0].finish_reason == "stop"
    assert usage.choices == [] and usage.usage.total_tokens > 0


def test_it_answers_whole_as_it_streams(model: OpenAI) -> None:
    whole = model.chat.completions.create(model="m", messages=FIRST)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream(model, FIRST))
    assert whole.choices[0].message.content == text
    assert whole.usage is not None and all(chunk.usage is None for chunk in stream(model, FIRST))


def test_tool_calls_come_in_fragments(model: OpenAI) -> None:
    chunks = stream(model, GOODBYE, tools=[END])
    parts = [part for chunk in chunks for part in chunk.choices[0].delta.tool_calls or ()]
    arguments = json.loads("".join(part.function.arguments for part in parts))
    assert len(parts) > 2 and parts[0].function.name == "end_call" and parts[0].id
    assert arguments["outcome"] == "goal_met" and len(arguments["summary"]) <= 40
    assert chunks[-1].choices[0].finish_reason == "tool_calls"


def test_an_analysis_fits_its_schema(model: OpenAI) -> None:
    transcript = "Agent: Am I speaking with you?\nPerson: Take me off your list, please."
    answer = model.chat.completions.parse(
        model="m", messages=[{"role": "user", "content": transcript}], response_format=Analysis
    )
    analysis = answer.choices[0].message.parsed
    assert analysis is not None and analysis.disposition is Outcome.opt_out
    assert "Take me off" in analysis.summary and not analysis.wants_callback


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("model_429", openai.RateLimitError),
        ("model_500", openai.InternalServerError),
        ("model_cut", openai.APIConnectionError),
        ("model_malformed", json.JSONDecodeError),
    ],
)
def test_a_whole_answer_fails(
    world: Rehearsal, model: OpenAI, kind: str, error: type[Exception]
) -> None:
    world.fault(kind, retry_after=3)
    with pytest.raises(error) as failure:
        model.chat.completions.create(model="m", messages=FIRST)
    if isinstance(failure.value, openai.RateLimitError):
        assert failure.value.response.headers["retry-after"] == "3"
        assert failure.value.code == "rate_limit_exceeded"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("model_cut", (openai.APIError, httpx2.HTTPError)),
        ("model_malformed", json.JSONDecodeError),
        ("model_stall", (openai.APITimeoutError, httpx2.TimeoutException)),
        ("model_slow", (openai.APITimeoutError, httpx2.TimeoutException)),
    ],
)
def test_a_stream_fails(world: Rehearsal, model: OpenAI, kind: str, error: Any) -> None:
    world.fault(kind, seconds=4000)
    with pytest.raises(error):
        stream(model.with_options(timeout=0.5), FIRST)


def test_a_refusal(world: Rehearsal, model: OpenAI) -> None:
    world.fault("model_refusal")
    chunks = stream(model, FIRST)
    assert "sorry" in "".join(chunk.choices[0].delta.refusal or "" for chunk in chunks)
    assert not any(chunk.choices[0].delta.content for chunk in chunks)


def test_arguments_that_are_no_json(world: Rehearsal, model: OpenAI) -> None:
    world.fault("model_bad_arguments")
    chunks = stream(model, GOODBYE, tools=[END])
    parts = [part for chunk in chunks for part in chunk.choices[0].delta.tool_calls or ()]
    with pytest.raises(ValueError, match="Expecting"):
        json.loads("".join(part.function.arguments for part in parts))


def test_bad_requests_are_refused_in_openais_shape(model: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refusal:
        model.chat.completions.create(model="m", messages=[])
    assert refusal.value.type == "invalid_request_error"


def test_it_asks_each_question_of_a_survey_and_notes_the_answers() -> None:
    brief = (
        "Idioma: es\nObjetivo: conocer su opinión\n"
        "1. ¿Está contento con el servicio?\n2. ¿Lo recomendaría?"
    )
    note = {"type": "function", "function": {"name": "note_fact", "parameters": {
        "type": "object", "required": ["key", "value"],
        "properties": {"key": {"type": "string"}, "value": {"type": "string"}}}}}  # fmt: skip
    messages: list[dict[str, Any]] = [{"role": "system", "content": brief}]
    notes = []
    for words in ("¿Diga?", "Sí, soy yo.", "Sí, mucho.", "Claro que sí.", "Nada más, gracias."):
        messages.append({"role": "user", "content": words})
        thought = think(messages, [note])
        notes += [json.loads(call.arguments) for call in thought.calls]
        messages.append({"role": "assistant", "content": thought.text})
    assert notes == [
        {"key": "¿Está contento con el servicio?", "value": "Sí, mucho."},
        {"key": "¿Lo recomendaría?", "value": "Claro que sí."},
    ]
    assert messages[-1]["content"].endswith("Adiós.")


def test_an_opt_out_is_obeyed_at_once() -> None:
    opt_out = {"type": "function", "function": {"name": "opt_out", "parameters": {}}}
    messages = [*FIRST[:1], {"role": "user", "content": "Stop calling me!"}]
    thought = think(messages, [opt_out, END])
    assert [call.name for call in thought.calls] == ["opt_out", "end_call"]
    assert thought == think(messages, [opt_out, END])
