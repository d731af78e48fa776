"""Letting live calls finish when the process is told to stop.

The server would close every socket at once. So its handler of SIGTERM is put behind ours, which
waits for the last call first. A second SIGTERM, or Ctrl-C, does not wait.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType

logger = logging.getLogger(__name__)

Handler = Callable[[int, FrameType | None], object]


class Draining:
    """`emptied` waits until no call is live any more; at most for so many seconds."""

    def __init__(self, emptied: Callable[[], Awaitable[object]], seconds: float) -> None:
        self._emptied = emptied
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether the process was told to stop: no new calls are taken then."""
        return self._task is not None

    def stand_by(self) -> None:
        """Step in front of the server's own handler, where there is one and time to wait."""
        if self._seconds <= 0 or threading.current_thread() is not threading.main_thread():
            return
        stop = signal.getsignal(signal.SIGTERM)
        if not callable(stop):
            return
        loop = asyncio.get_running_loop()

        def handle(number: int, frame: FrameType | None) -> None:
            if self.has_begun:
                stop(number, frame)
            else:
                loop.call_soon_threadsafe(self._begin, stop)

        signal.signal(signal.SIGTERM, handle)

    def _begin(self, stop: Handler) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain(stop))

    async def _drain(self, stop: Handler) -> None:
        logger.info("draining")
        try:
            async with asyncio.timeout(self._seconds):
                await self._emptied()
        except TimeoutError:
            logger.warning("drained_too_slowly")
        stop(signal.SIGTERM, None)
