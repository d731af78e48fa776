"""One embedded server: what PostgreSQL and Valkey have in common."""

import contextlib
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from launcher import ports
from launcher.account import SERVERS_RUN_AS, run_as
from launcher.errors import LaunchError

SECONDS_TO_ANSWER = 60.0
# What this very process has started: it must be waited for, or it stays as a zombie.
_STARTED: dict[Path, subprocess.Popen[bytes]] = {}

SERVER_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Server(ABC):
    """A server that can be started on a port of its own, asked, and stopped.

    One that is not `durable` is for tests: faster, and lost when the machine crashes.
    """

    home: Path
    log: Path
    password: str = field(repr=False)
    durable: bool
    usual_port: int
    name: ClassVar[str]

    @abstractmethod
    def prepare(self) -> None:
        """Make what it needs before its first start."""

    @abstractmethod
    def command(self, port: int) -> list[str]:
        """The command that runs it in the foreground."""

    @abstractmethod
    def configuration(self, port: int) -> str:
        """What it reads from standard input."""

    @abstractmethod
    def answers(self, port: int) -> bool:
        """Whether the one that listens there is this very server, ready to work."""

    @abstractmethod
    def stop(self, port: int) -> None:
        """Ask it to stop, and wait until it has."""


@dataclass(frozen=True)
class PortFile:
    """Remembers the port of a server, so that a second start finds the first."""

    path: Path

    def read(self) -> int | None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int(self.path.read_text())
        return None

    def write(self, port: int) -> None:
        self.path.write_text(str(port))


def ensure(server: Server) -> int:
    """Attach to the server of this folder, or start it; returns its port."""
    remembered = PortFile(server.home.with_suffix(".port"))
    port = remembered.read()
    if port is not None and server.answers(port):
        return port
    server.prepare()
    wanted = port or server.usual_port
    port = ports.free_port(wanted)
    if wanted not in (0, port):
        print(f"Port {wanted} is taken: {server.name} listens on {port}.", file=sys.stderr)
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    remembered.write(port)
    process = _spawn(server, port)
    while not server.answers(port):
        if time.monotonic() > deadline:
            process.terminate()
            raise LaunchError(f"{server.name} does not answer. Its log: {server.log}")
        if process.poll() is not None:
            # A port lost in a race, or the last one's memory not yet given back: once more.
            if time.monotonic() > deadline - SECONDS_TO_ANSWER + 10:
                raise LaunchError(f"{server.name} does not start:\n{_last_lines(server.log)}")
            time.sleep(0.2)
            port = ports.free_port(port)
            remembered.write(port)
            process = _spawn(server, port)
        time.sleep(0.02)
    return port


def release(server: Server) -> None:
    """Stop the server of this folder, if it runs."""
    port = PortFile(server.home.with_suffix(".port")).read()
    if port is not None and server.answers(port):
        server.stop(port)
    if process := _STARTED.pop(server.home, None):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)


def wait_until(gone: Callable[[], bool], seconds: float) -> bool:
    """Wait for something to become true; whether it did in time."""
    deadline = time.monotonic() + seconds
    while not gone():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _spawn(server: Server, port: int) -> subprocess.Popen[bytes]:
    with server.log.open("ab") as log:
        process = subprocess.Popen(
            server.command(port),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=SERVER_ENVIRONMENT,
            cwd=server.home,
            start_new_session=True,
            **run_as(SERVERS_RUN_AS),
        )
    _STARTED[server.home] = process
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin as stdin:
        stdin.write(server.configuration(port).encode())
    return process


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-12:])
