"""Structured answers through each vendor's SDK, over real sockets against the simulator."""

import pytest

from providers.errors import ProviderError
from providers.llm.answers import answer_as
from providers.rehearsal import NotASimulator

PATH = {"openai": "/openai/v1", "gemini": "/gemini", "anthropic": "/anthropic"}
SCHEMA = {
    "type": "object",
    "properties": {
        "outcome": {"type": "string", "enum": ["goal_met", "not_interested", "opted_out"]},
        "summary": {"type": "string"},
    },
    "required": ["outcome", "summary"],
    "additionalProperties": False,
}
TALK = "[1] agent: ¿Quiere pan?\n[2] person: No me interesa, gracias"


def asked(simulator, provider, **more):
    return answer_as(
        SCHEMA,
        provider=provider,
        model="m",
        api_key="k",
        base_url=simulator.url + PATH[provider],
        system="Judge the conversation.",
        text=TALK,
        **more,
    )


@pytest.mark.parametrize("provider", PATH)
def test_it_has_the_form_that_was_asked_for(simulator, provider):
    answer = asked(simulator, provider, is_rehearsal=True)
    assert answer["outcome"] == "not_interested"
    assert "No me interesa" in answer["summary"]


@pytest.mark.parametrize("provider", PATH)
@pytest.mark.parametrize("kind", ["model_malformed", "model_refusal"])
def test_what_can_not_be_used_is_an_error_of_ours(simulator, provider, kind):
    simulator.post("faults", {"kind": kind})
    with pytest.raises(ProviderError):
        asked(simulator, provider)


@pytest.mark.parametrize("provider", PATH)
def test_an_overloaded_model_is_asked_again(simulator, provider):
    simulator.post("faults", {"kind": "model_529", "count": 1})
    assert asked(simulator, provider)["outcome"] == "not_interested"


def test_a_rehearsal_never_leaves_this_machine():
    with pytest.raises(NotASimulator):
        answer_as(
            SCHEMA,
            provider="openai",
            model="m",
            api_key="k",
            system="s",
            text="t",
            is_rehearsal=True,
        )


@pytest.mark.parametrize("provider", PATH)
def test_a_model_that_is_away_is_an_error_of_ours(provider, monkeypatch):
    monkeypatch.setattr(f"providers.llm.answers.{provider}.RETRIES", 0)
    with pytest.raises(ProviderError) as caught:
        answer_as(
            SCHEMA,
            provider=provider,
            model="m",
            api_key="k",
            base_url="http://127.0.0.1:1",
            system="Judge the conversation.",
            text=TALK,
        )
    assert caught.value.retryable
