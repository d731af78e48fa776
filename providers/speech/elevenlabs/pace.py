"""How many texts an account may have spoken at once, and for how long it is not worth asking."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from providers.errors import ProviderError, RateLimited
from providers.speech.base import OutOfQuota, TooManyAtOnce

MOST = 30
"""Texts at once to begin with: an account that may do less says so, and is believed."""
TRIES = 4
_GIVES_UP_AFTER = 4.0
_QUOTA_REST = 30.0
_FIRST_WAIT = 0.2

T = TypeVar("T")


class Pace:
    """One account on one event loop.

    Too many at once: the limit is halved and the text waits for its turn; each success gives a
    little of it back. A busy vendor: the same text again, later. No quota: nobody asks for a
    while, so that a call falls back to another voice without losing time.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._limit = float(most)
        self._busy = 0
        self._freed = asyncio.Condition()
        self._empty_until = 0.0

    @property
    def limit(self) -> int:
        """Texts at once, as far as is known now."""
        return max(1, int(self._limit))

    def allow(self, most: int) -> None:
        """The vendor says how many there may be."""
        self._most = max(1, most)
        self._limit = min(self._limit, float(self._most))

    async def run(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` brings; asked again where that helps, within four seconds."""
        give_up = self._now() + _GIVES_UP_AFTER
        for attempt in range(1, TRIES + 1):
            try:
                async with self.turn():
                    return await ask()
            except RateLimited as error:
                wait = self._wait(error, attempt)
                if attempt == TRIES or self._now() + wait > give_up:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of the texts at once; learns from how it ends. Raises OutOfQuota without asking."""
        self.check()
        async with self._freed:
            await self._freed.wait_for(lambda: self._busy < self.limit)
            self._busy += 1
        try:
            yield
            self._limit = min(self._most, self._limit + 1 / self.limit)
        except ProviderError as error:
            self.learn(error)
            raise
        finally:
            self._busy -= 1
            async with self._freed:
                self._freed.notify_all()

    def check(self) -> None:
        """Raise OutOfQuota while it is not worth asking."""
        if self._now() < self._empty_until:
            raise OutOfQuota("The account has no characters left.", code="quota_exceeded")

    def learn(self, error: ProviderError) -> None:
        """What a refusal tells about the account."""
        if isinstance(error, TooManyAtOnce):
            self._limit = max(1.0, self._limit / 2)
        elif isinstance(error, OutOfQuota):
            self._empty_until = self._now() + _QUOTA_REST

    @staticmethod
    def _wait(error: RateLimited, attempt: int) -> float:
        if isinstance(error, TooManyAtOnce):
            return random.uniform(0.02, 0.1)
        if error.retry_after is not None:
            return error.retry_after
        return float(_FIRST_WAIT * 2 ** (attempt - 1)) * random.uniform(0.8, 1.2)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
