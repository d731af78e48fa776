"""What the project asks of a way to write to somebody, in its own words."""

from typing import Any, Protocol

import httpx

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused

TIMEOUT = httpx.Timeout(8.0, connect=3.0)


class Messenger(Protocol):
    """One channel of one account."""

    def send(self, to: str, text: str) -> str:
        """Send it once; the provider's id. Refused: certainly not sent. Ambiguous: perhaps."""


def ask(method: str, url: str, *, code_of: Any, **request: Any) -> Any:
    """One request, never repeated: a message must not come twice. The answer's JSON."""
    try:
        with httpx.Client(timeout=TIMEOUT) as client:
            answer = client.request(method, url, **request)
    except httpx.ConnectError as error:
        raise Refused("The messenger could not be reached.", retryable=True) from error
    except httpx.HTTPError as error:
        raise Ambiguous("The messenger gave no answer.") from error
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if answer.status_code < 300 and body:
        return body
    if answer.status_code == 429:
        raise RateLimited("Too many messages.", code=str(code_of(body)))
    if answer.status_code >= 500 or answer.status_code < 300:
        raise Ambiguous("The messenger failed.", code=str(code_of(body)))
    raise Refused("The messenger refused.", code=str(code_of(body)))


def unreadable() -> ProviderError:
    """An answer that has no id."""
    return Ambiguous("The messenger's answer is unreadable.")
