"""Vectors from both vendors over real sockets, held against their SDKs."""

import math
from typing import Any

import openai
import pytest
from google import genai

from providers.embeddings.base import DIMENSIONS
from providers.embeddings.registry import embedder_for
from providers.errors import Ambiguous, ProviderError, RateLimited
from providers.rehearsal import NotASimulator

PATH = {"openai": "/openai/v1", "gemini": "/gemini"}
TEXTS = ["El roscón cuesta dieciocho euros.", "Abrimos a las ocho.", "¿Cuánto cuesta un roscón?"]


@pytest.fixture(params=["openai", "gemini"])
def provider(request):
    return request.param


@pytest.fixture
def embedder(simulator, provider):
    url = simulator.url + PATH[provider]
    return embedder_for(provider=provider, api_key="k", model="m", base_url=url)


def by_sdk(provider, url):
    if provider == "openai":
        with openai.OpenAI(base_url=url, api_key="k", max_retries=0) as asked:
            made = asked.embeddings.create(model="m", input=TEXTS, dimensions=DIMENSIONS)
            return [each.embedding for each in made.data]
    client = genai.Client(api_key="k", http_options=genai.types.HttpOptions(base_url=url))
    config = genai.types.EmbedContentConfig(output_dimensionality=DIMENSIONS)
    texts: Any = TEXTS
    answer = client.models.embed_content(model="m", contents=texts, config=config)
    client.close()
    return [each.values for each in answer.embeddings or ()]


def likeness(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_the_same_words_point_the_same_way(embedder):
    price, hours, question = embedder.embed(TEXTS, role="document")
    assert likeness(price, question) > likeness(hours, question)
    assert len(price) == DIMENSIONS
    assert math.isclose(likeness(price, price), 1, rel_tol=1e-3)


def test_it_reads_what_the_sdk_reads(embedder, provider, simulator):
    ours = embedder.embed(TEXTS, role="document")
    for mine, theirs in zip(ours, by_sdk(provider, simulator.url + PATH[provider]), strict=True):
        assert likeness(mine, theirs) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("model_429", RateLimited),
        ("model_500", ProviderError),
        ("model_529", ProviderError),
        ("model_cut", Ambiguous),
    ],
)
def test_what_goes_wrong_is_an_error_of_ours(embedder, simulator, kind, error):
    simulator.post("faults", {"kind": kind})
    with pytest.raises(error) as caught:
        embedder.embed(["Hola"], role="question")
    assert caught.value.retryable


def test_a_rehearsal_never_leaves_this_machine(provider):
    with pytest.raises(NotASimulator):
        embedder_for(provider=provider, api_key="k", is_rehearsal=True)


def test_a_key_is_never_printed(provider):
    assert "secret" not in repr(embedder_for(provider=provider, api_key="secret-key"))
