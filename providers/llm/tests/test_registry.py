"""Which models there are, and where a rehearsal may ask."""

import pytest

from providers.llm.registry import model_for, provider_named
from providers.rehearsal import NotASimulator


@pytest.mark.parametrize("base_url", ["", "https://api.openai.com/v1", "http://10.0.0.7/v1"])
@pytest.mark.parametrize("provider", ["openai", "gemini", "anthropic"])
def test_a_rehearsal_never_leaves_this_machine(provider, base_url):
    with pytest.raises(NotASimulator):
        model_for(provider=provider, model="m", api_key="k", base_url=base_url, is_rehearsal=True)


def test_a_provider_that_is_not_there_is_a_mistake():
    with pytest.raises(KeyError):
        model_for(provider="nobody", model="m", api_key="k")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("gemini", "gemini"),
        ("Google", "gemini"),
        (" claude ", "anthropic"),
        ("OPENAI", "openai"),
        ("bing", ""),
    ],
)
def test_a_provider_goes_by_several_names(said, meant):
    assert provider_named(said) == meant
