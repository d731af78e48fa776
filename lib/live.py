"""Telling the pages that are open. Redis carries it; PostgreSQL stays the truth, so losing a
message costs a page one refresh and nothing else."""

import json
import logging
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)


ORDERS = "voice:orders"
"""The Redis channel on which pages ask something of a line under way."""


def channel_of(organization_id: int) -> str:
    """The Redis channel that one organisation's pages listen to."""
    return f"live:{organization_id}"


def sound_of_line(token: str) -> str:
    """The Redis channel of what is heard and said on one call's line, while somebody listens."""
    return f"sound:{token}"


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def tell(organization_id: int, kind: str, **data: Any) -> None:
    """Publish `{"kind": kind, **data}` to an organisation's open pages after the commit.

    Never raises for a broker that is away: a page that misses it reads the database again.
    """
    message = json.dumps({"kind": kind, **data}, default=str)
    transaction.on_commit(lambda: publish(channel_of(organization_id), message))


def tell_all(notices: Iterable[tuple[int, str, dict[str, Any]]]) -> None:
    """As `tell` of each (organisation, kind, data), in order, and at once."""
    said = [
        (channel_of(organization_id), json.dumps({"kind": kind, **data}, default=str))
        for organization_id, kind, data in notices
    ]
    transaction.on_commit(lambda: _publish_all(said))


def publish(channel: str, message: str) -> None:
    """Say it to whoever listens now. Never raises for a broker that is away."""
    _publish_all([(channel, message)])


def _publish_all(said: Sequence[tuple[str, str]]) -> None:
    pipeline = _client().pipeline(transaction=False)
    for channel, message in said:
        pipeline.publish(channel, message)
    try:
        pipeline.execute()
    except redis.RedisError:
        logger.warning("message not published", extra={"channels": [name for name, _ in said]})
