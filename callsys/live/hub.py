"""From Redis to the feeds: one subscription for each organisation that somebody watches."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import redis.asyncio as redis

from callsys.live.feed import Feed, Viewer
from callsys.live.listening import sound_of
from lib.live import channel_of

logger = logging.getLogger(__name__)

LINGER = 60.0
"""Seconds for which a feed outlives its last page: long enough for a page to come back."""
QUIET = 15.0
"""Seconds of silence after which Redis is asked whether it is still there."""
PAUSE = 1.0
"""Seconds before a lost subscription is made again."""


class Hub:
    """Every feed of this process."""

    def __init__(self, redis_url: str) -> None:
        # A reader waits as long as nothing happens: no timeout on its socket.
        self._redis = redis.Redis.from_url(redis_url, socket_timeout=None, socket_connect_timeout=5)
        self._feeds: dict[int, Feed] = {}
        self._readers: dict[int, asyncio.Task[None]] = {}
        self._closed = False

    @property
    def viewers(self) -> int:
        """How many pages are watching."""
        return sum(len(feed.viewers) for feed in self._feeds.values())

    @contextmanager
    def watching(self, organization_id: int, last_seen: str) -> Iterator[Viewer]:
        """A page that watches this organisation for as long as this lasts."""
        feed = self._feeds.get(organization_id) or self._open(organization_id)
        viewer = feed.join(last_seen)
        if self._closed:
            viewer.close()
        try:
            yield viewer
        finally:
            feed.leave(viewer)
            if not feed.viewers:
                loop = asyncio.get_running_loop()
                loop.call_later(LINGER, self._retire, organization_id)

    def sound_of(self, token: str) -> AsyncGenerator[bytes]:
        """What is heard and said on a call's line: see `listening`."""
        return sound_of(self._redis, token)

    async def answers(self) -> bool:
        """Whether Redis does."""
        try:
            async with asyncio.timeout(2):
                return bool(await self._redis.ping())
        except (redis.RedisError, OSError, TimeoutError):
            return False

    def close(self) -> None:
        """Send every page away and stop reading."""
        self._closed = True
        for reader in self._readers.values():
            reader.cancel()

    def _open(self, organization_id: int) -> Feed:
        feed = self._feeds[organization_id] = Feed()
        self._readers[organization_id] = asyncio.create_task(self._keep_reading(organization_id))
        return feed

    def _retire(self, organization_id: int) -> None:
        feed = self._feeds.get(organization_id)
        if feed and not feed.viewers:
            self._readers[organization_id].cancel()

    async def _keep_reading(self, organization_id: int) -> None:
        """Read until cancelled; whatever ends it sends the feed's pages away to come back."""
        feed = self._feeds[organization_id]
        try:
            while True:
                try:
                    await self._read(organization_id, feed)
                except (redis.RedisError, OSError):
                    logger.warning(
                        "live subscription lost", extra={"organization": organization_id}
                    )
                feed.listening = False
                await asyncio.sleep(PAUSE)
        finally:
            feed.close()
            del self._feeds[organization_id], self._readers[organization_id]

    async def _read(self, organization_id: int, feed: Feed) -> None:
        asked = False
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(channel_of(organization_id))
            while True:
                message = await pubsub.get_message(timeout=QUIET)
                if message is None:
                    if asked:
                        raise redis.TimeoutError("no answer to a ping")
                    await pubsub.ping()
                asked = message is None
                if message and message["type"] == "subscribe":
                    feed.listen()
                elif message and message["type"] == "message":
                    feed.publish(message["data"])
