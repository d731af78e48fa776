"""One request for vectors: a client with connections kept, and what went wrong in our words."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from providers.errors import Ambiguous, ProviderError
from providers.llm.streaming import failed

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
"""Seconds. Whoever is in a hurry waits less, and goes on without."""


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT)


def post(url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Any:
    """The answer's JSON. Nothing is retried; the request may be repeated, it changes nothing."""
    try:
        answer = _client().post(url, headers=dict(headers), json=dict(body))
    except httpx.HTTPError as error:
        raise Ambiguous("The embeddings could not be had.", retryable=True) from error
    if answer.status_code >= 400:
        raise failed(answer.status_code, "")
    try:
        return answer.json()
    except ValueError as error:
        raise ProviderError("The embeddings are unreadable.", retryable=True) from error
