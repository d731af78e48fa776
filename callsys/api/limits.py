"""How often one may ask: so many requests a minute for each key or person (or address).

Counted in Redis, so the limit holds for all processes together; while Redis is away nobody is
refused. Headers as draft-ietf-httpapi-ratelimit-headers had them when most clients learned
them: RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset; Retry-After beside a 429.
"""

import time
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from accounts.models import User
from accounts.origin import address_of

WINDOW_SECONDS = 60


class RateLimit(BaseThrottle):
    """A window of one minute; `settings.API_REQUESTS_PER_MINUTE` requests fit in (0: any)."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Counts this request, and leaves what is known for the answer's headers."""
        limit: int = settings.API_REQUESTS_PER_MINUTE
        if not limit:
            return True
        second = time.time()
        window = int(second // WINDOW_SECONDS)
        self.reset = WINDOW_SECONDS - int(second % WINDOW_SECONDS)
        used = _count(f"api:{asker_of(request)}:{window}")
        request.rate_limit = (limit, max(0, limit - used), self.reset)  # type: ignore[attr-defined]
        return used <= limit

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.reset


class Limits:
    """For a viewset: says in each answer how much is left."""

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Three headers."""
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        known = getattr(request, "rate_limit", None)
        if known is not None:
            names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
            for name, value in zip(names, known, strict=True):
                response[name] = str(value)
        return response


def asker_of(request: Request) -> str:
    """Who is counted: a key or token by its name, a person, or a stranger's address."""
    if isinstance(request.auth, str):
        return request.auth
    if isinstance(request.user, User):
        return f"user:{request.user.pk}"
    return f"address:{address_of(request._request)}"


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.2,
        socket_connect_timeout=0.2,
        retry=Retry(NoBackoff(), 0),  # a request does not wait for Redis to come back
    )


def _count(name: str) -> int:
    try:
        with _client().pipeline(transaction=False) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, 2 * WINDOW_SECONDS)
            return int(pipeline.execute()[0])
    except redis.RedisError:
        return 0
