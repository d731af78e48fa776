"""Something that one task waits for and others ring."""

import asyncio


class Bell:
    """Rung once wakes once, whether anybody waits already or not. For one waiter."""

    def __init__(self) -> None:
        self._waiter: asyncio.Future[None] | None = None
        self._is_rung = False

    def ring(self) -> None:
        """Wake the waiter, now or as soon as there is one."""
        self._is_rung = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait(self, seconds: float | None = None) -> None:
        """Until it rings, or so many seconds have passed. Cheaper than a timeout's task."""
        if not self._is_rung:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = None if seconds is None else loop.call_later(seconds, self._stop_waiting)
            try:
                await self._waiter
            finally:
                self._waiter = None
                if timer is not None:
                    timer.cancel()
        self._is_rung = False

    def _stop_waiting(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
