"""How we send to Twilio: once, with a time limit.

Creating a call has no idempotency key, so nothing here repeats a request, and every failure is
sorted by the one question that matters: can the phone be ringing?
"""

import asyncio
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response

from providers.errors import Ambiguous, RateLimited, Refused

TIMEOUT = 10.0
"""Seconds for one request: connect, send, read."""


class OnceHttpClient(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's asynchronous client with a time limit that it keeps, and no retries.

    Must be made inside a running event loop and closed there.
    """

    async def request(self, *args: Any, **kwargs: Any) -> Response:
        """One request. Raises RateLimited for 429, with what Retry-After says."""
        response = await _unguarded(super().request(*args, **kwargs))
        if response.status_code == 429:
            raise RateLimited(
                "Twilio asked us to wait.",
                code="20429",
                retry_after=_seconds(response.headers.get("Retry-After")),
            )
        return response


async def _unguarded(request: Any) -> Response:
    """The response, or why there is none: never sent (Refused) or nobody knows (Ambiguous)."""
    try:
        # The SDK's client keeps no limit of its own, whatever it is given.
        async with asyncio.timeout(TIMEOUT):
            return await request
    except aiohttp.ClientConnectorError as error:
        raise Refused("Twilio can't be reached.", code="unreachable", retryable=True) from error
    except (TimeoutError, aiohttp.ClientError, TwilioException, UnicodeError) as error:
        raise Ambiguous("Twilio gave no clear answer.", code="no_answer") from error


def _seconds(retry_after: str | None) -> float | None:
    try:
        return max(0.0, float(retry_after)) if retry_after else None
    except ValueError:
        return None
