"""What pages ask of lines under way: one Redis subscription for a whole process.

Losing Redis costs nobody a call: an order that is not heard stands among the call's events.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import redis.asyncio as redis

from lib.live import ORDERS

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds before a lost subscription is made again."""
QUIET = 30.0

Take = Callable[[dict[str, Any]], None]


class Orders:
    """Hands every order to `take` until it is closed."""

    def __init__(self, redis_url: str, take: Take) -> None:
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=None, socket_connect_timeout=5)
        self._take = take
        self._task = asyncio.create_task(self._keep_reading(), name="orders")

    async def close(self) -> None:
        """Hear no more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._redis.aclose()

    async def tell(self, channel: str, message: bytes) -> None:
        """Say something to whoever listens there. Raises RedisError."""
        await self._redis.publish(channel, message)

    async def _keep_reading(self) -> None:
        while True:
            try:
                await self._read()
            except (redis.RedisError, OSError):
                logger.warning("orders_not_heard")
            await asyncio.sleep(PAUSE)

    async def _read(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(ORDERS)
            while True:
                message = await pubsub.get_message(timeout=QUIET)
                if message is None:
                    await pubsub.ping()
                elif message["type"] == "message":
                    self._take(json.loads(message["data"]))
