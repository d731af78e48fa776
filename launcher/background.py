"""Processes kept up while something else goes on in front: a test, an attack."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from launcher.guard import Guard
from launcher.processes import Process
from launcher.supervisor import Supervisor

_STOP_SECONDS = 1.0
"""What they did is over, and was looked at: nobody waits for their leave-taking."""


@contextlib.contextmanager
def kept_up(table: Sequence[Process], guard: Guard, log: Path) -> Iterator[None]:
    """All of these up until this ends; what they print goes to the end of `log`."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    with log.open("a") as file:
        supervisor = Supervisor(
            table,
            guard,
            lambda name, line: print(name, line, file=file, flush=True),
            stop_seconds=_STOP_SECONDS,
        )
        thread = threading.Thread(target=loop.run_until_complete, args=[supervisor.run(stop)])
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()
