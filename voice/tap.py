"""What is heard and said on a line, for colleagues who listen in: told through Redis, and only
while somebody does. The line itself never waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import redis

from providers.telephony.twilio import media

logger = logging.getLogger(__name__)

LEASE = 12.0
"""Seconds for which a line is told once it was asked for; whoever listens asks again before."""
_GATHERED = 0.1
"""Seconds of sound that go in one message."""

PERSON, AGENT, CLEARED = b"p", b"a", b"c"


class Tap:
    """Set as `Wire.tap`, it sees each text that comes and goes.

    It publishes pieces, one behind another: who (a byte: the person, the agent, or that what the
    agent said and was not heard is taken back), how many bytes of µ-law follow (two, the highest
    first), and those.
    """

    def __init__(self, publish: Callable[[bytes], Awaitable[object]]) -> None:
        self._publish = publish
        self._clock = asyncio.get_running_loop().time
        self._until = 0.0
        self._pieces: list[bytes] = []
        self._task: asyncio.Task[None] | None = None

    def renew(self) -> None:
        """Somebody listens, for some seconds more."""
        self._until = self._clock() + LEASE

    def hear(self, text: str) -> None:
        """What came from the person's side."""
        self._take(PERSON, text)

    def say(self, text: str) -> None:
        """What went to it."""
        self._take(AGENT, text)

    def close(self) -> None:
        """Tell nothing more."""
        self._until = 0.0
        if self._task is not None:
            self._task.cancel()

    def _take(self, who: bytes, text: str) -> None:
        if self._clock() > self._until:
            return
        sound = media.sound_of(text)
        if sound is not None:
            self._pieces.append(who + len(sound).to_bytes(2) + sound)
        elif media.is_clear(text):
            self._pieces.append(CLEARED + bytes(2))
        if self._pieces and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._tell(), name="tap")

    async def _tell(self) -> None:
        while self._pieces:
            await asyncio.sleep(_GATHERED)
            message, self._pieces = b"".join(self._pieces), []
            try:
                await self._publish(message)
            except (redis.RedisError, OSError):
                logger.warning("sound_not_told")
