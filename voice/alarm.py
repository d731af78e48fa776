"""Something to be done later, unless it is put off."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Rings once after it is set; setting it again puts it off. Needs a running event loop."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """Ring in so many seconds."""
        self.clear()
        self._timer = asyncio.get_running_loop().call_later(max(0.0, seconds), self._ring)

    @property
    def is_set(self) -> bool:
        """Whether it will ring, or has rung since it was set."""
        return self._timer is not None

    def clear(self) -> None:
        """Do not ring."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
