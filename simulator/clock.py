"""Time that can run faster than the wall's."""

import asyncio
import time
from datetime import UTC, datetime


class Clock:
    """Simulated seconds, `speed` of them for each second of the wall."""

    def __init__(self, speed: float, least_patience: float = 2.0) -> None:
        self._speed = speed
        self._least_patience = least_patience
        self._wall = time.monotonic()
        self._simulated = 0.0

    @property
    def speed(self) -> float:
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Changes the pace from now on; what has passed stays as it was."""
        if speed <= 0:
            raise ValueError("speed must be above zero")
        self._simulated = self.simulated()
        self._wall = time.monotonic()
        self._speed = speed

    def simulated(self) -> float:
        """Simulated seconds since the world began."""
        return self._simulated + (time.monotonic() - self._wall) * self._speed

    def wall_seconds(self, simulated: float) -> float:
        return simulated / self._speed

    def patience(self, simulated: float) -> float:
        """Wall seconds to wait for the system under test.

        A faster world must not turn an ordinary answer into a silence: never less than the least.
        """
        return max(self.wall_seconds(simulated), min(simulated, self._least_patience))

    def pause(self, simulated: float) -> float:
        """Wall seconds of silence that end a sentence, the system's own delays allowed for."""
        return max(self.wall_seconds(simulated), min(simulated, self._least_patience / 4))

    async def sleep(self, simulated: float) -> None:
        await asyncio.sleep(simulated / self._speed)

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)
