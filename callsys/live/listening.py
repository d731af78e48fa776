"""Hearing a call while it lasts: its sound, as the process that holds the line tells it."""

import asyncio
import json
from collections.abc import AsyncGenerator

import redis.asyncio as redis

from lib.live import ORDERS, sound_of_line

ASK_EACH = 5.0
"""Seconds after which the line is asked again: it tells for a little longer each time."""
SILENT = 15.0
"""Seconds without any sound after which the call counts as over."""


async def sound_of(client: redis.Redis, token: str) -> AsyncGenerator[bytes]:
    """Pieces of both voices (`voice.tap.Tap`), until the line falls silent. Raises RedisError."""
    clock = asyncio.get_running_loop().time
    order = json.dumps({"token": token, "listen": True})
    async with client.pubsub(ignore_subscribe_messages=True) as pubsub:
        await pubsub.subscribe(sound_of_line(token))
        asked, heard = float("-inf"), clock()
        while clock() - heard < SILENT:
            if clock() - asked >= ASK_EACH:
                await client.publish(ORDERS, order)
                asked = clock()
            message = await pubsub.get_message(timeout=1.0)
            if message is not None and message["type"] == "message":
                heard = clock()
                yield message["data"]
