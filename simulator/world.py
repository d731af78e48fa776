"""What every part of the simulator shares."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import aiohttp

from simulator.clock import Clock
from simulator.faults import Faults
from simulator.ledger import Ledger
from simulator.people import Crowd
from simulator.settings import Settings


class World:
    """One clock, one ledger, one crowd, one table of faults, one client for calling back."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.speed, settings.patience)
        self.ledger = Ledger(settings.ledger, self.clock)
        self.crowd = Crowd(settings.seed)
        self.faults = Faults(settings.seed)
        self.meetings: dict[str, dict[str, Any]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._http: aiohttp.ClientSession | None = None

    @property
    def http(self) -> aiohttp.ClientSession:
        if self._http is None:
            # No limit: a slow receiver must not hold up calls that go elsewhere.
            connector = aiohttp.TCPConnector(limit=0)
            self._http = aiohttp.ClientSession(connector=connector, auto_decompress=True)
        return self._http

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs `work` beside everything else and keeps it from being collected."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def hush(self) -> None:
        """Stops whatever runs beside the requests: lines, callbacks still on their way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        await self.hush()
        if self._http is not None:
            await self._http.close()
        self.ledger.close()
