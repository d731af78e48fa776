"""Keeps processes up: starts them, passes on what they print, restarts what dies, ends them all.

Each process leads a group of its own, so that no grandchild is left when it has ended.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from launcher.data import ROOT
from launcher.guard import Guard, send
from launcher.processes import Process

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY_AFTER = 30.0
STOP_SECONDS = 7.0

Log = Callable[[str, str], None]


@dataclass(frozen=True)
class Supervisor:
    """`log(name, line)` is told each line that a process prints, and what befalls it."""

    processes: Sequence[Process]
    guard: Guard
    log: Log
    stop_seconds: float = STOP_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Keep all up until `stop`; then end all, within `stop_seconds`."""
        async with asyncio.TaskGroup() as group:
            for process in self.processes:
                group.create_task(self._keep(process, stop))

    async def _keep(self, process: Process, stop: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        delay = FIRST_DELAY
        while not stop.is_set():
            begun = clock()
            code = await self.run_once(process, stop)
            if stop.is_set():
                return
            delay = FIRST_DELAY if clock() - begun > STEADY_AFTER else delay
            self.log(process.name, f"ended with {code}; starting again in {delay:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def run_once(self, process: Process, stop: asyncio.Event) -> int:
        """Run it until it ends, or is ended because of `stop`; returns its exit code."""
        to_log = partial(self.log, process.name)
        async with (
            relayed(process.on_line or to_log) as stdout,
            relayed(to_log) as stderr,
        ):
            child = await asyncio.create_subprocess_exec(
                *process.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env=process.environment,
                cwd=ROOT,
                start_new_session=True,
            )
            self.guard.watch(-child.pid)
            try:
                await _first(child.wait(), stop.wait())
                return child.returncode if child.returncode is not None else await self._end(child)
            finally:
                send(-child.pid, signal.SIGKILL)  # what it may have left behind
                self.guard.forget(-child.pid)

    async def _end(self, child: asyncio.subprocess.Process) -> int:
        """Ask a process to end; end it when it does not."""
        child.terminate()
        try:
            return await asyncio.wait_for(child.wait(), self.stop_seconds)
        except TimeoutError:
            send(-child.pid, signal.SIGKILL)
            return await child.wait()


@contextlib.asynccontextmanager
async def relayed(on_line: Callable[[str], None]) -> AsyncIterator[int]:
    """A file descriptor to print to: each line written to it is given to `on_line`.

    A pipe of our own: asyncio's would make us wait for every grandchild that holds it.
    """
    read_end, write_end = os.pipe()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb")
    )
    relay = asyncio.create_task(_relay(reader, on_line))
    try:
        yield write_end
    finally:
        os.close(write_end)
        await asyncio.wait([relay], timeout=1)
        relay.cancel()
        transport.close()


async def _relay(reader: asyncio.StreamReader, on_line: Callable[[str], None]) -> None:
    rest = b""
    while chunk := await reader.read(65536):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            on_line(line.decode(errors="replace").rstrip("\r"))
    if rest:
        on_line(rest.decode(errors="replace"))


async def _first(*waits: Coroutine[Any, Any, object]) -> None:
    """Wait until the first of these is over."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
