"""The house under attack: every process, started as in production but twice where two must agree,
and the hands that hurt them."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import redis

from launcher.background import kept_up
from launcher.data import Data
from launcher.environment import Environment, Ports
from launcher.guard import Guard
from launcher.postgres import Postgres, postgres_of
from launcher.processes import Process, processes
from launcher.server import PortFile, ensure
from launcher.valkey import Valkey, valkey_of

FREEZE_SECONDS = 20.0
"""Longer than a lease: who is thawed holds a stale fence."""

_MARKS = {
    "worker": ("celery", "worker", " worker@"),
    "dialer": ("celery", "worker", " dialer"),
    "beat": ("celery", "beat"),
    "web": ("granian",),
    "simulator": ("simulator",),
}


@dataclass
class House:
    """What runs, and how to hurt it."""

    data: Data
    postgres: Postgres
    valkey: Valkey
    environment: Environment
    seams: Path

    def kill(self, kind: str) -> None:
        """SIGKILL one process of a kind; its children die with it or by the supervisor."""
        for process in self._running(kind)[:1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def freeze(self, kind: str, seconds: float) -> None:
        """Stop one process and all its children in the middle of things, then let them go on."""
        for process in self._running(kind)[:1]:
            family = [process, *process.children(recursive=True)]
            _signal(family, signal.SIGSTOP)
            time.sleep(seconds)
            _signal(family, signal.SIGCONT)

    def stop_postgres(self) -> None:
        """End PostgreSQL as a power cut would (immediate shutdown), and start it again."""
        lock = self.postgres.home / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int(lock.read_text().split()[0]), signal.SIGQUIT)
        _wait_until_gone(lock, 20)
        ensure(self.postgres)

    def kill_redis(self) -> None:
        """SIGKILL Redis, and start it again."""
        port = PortFile(self.valkey.home.with_suffix(".port")).read()
        for process in psutil.process_iter(["cmdline"]):
            command = process.info["cmdline"] or []
            if port and "valkey" in " ".join(command[:1]) and _listens(process, port):
                process.kill()
                _wait_until_dead(process, 10)
        ensure(self.valkey)

    def flush_redis(self) -> None:
        """Make Redis forget everything."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            client.flushall()

    def end_at(self, seam: str, seconds: float) -> None:
        """Let the next process that comes by this seam end there; wait so long for one."""
        armed = self.seams / seam
        armed.touch()
        _wait_until_gone(armed, seconds)
        armed.unlink(missing_ok=True)

    def hits(self) -> list[str]:
        """The seams at which processes ended, in order."""
        path = self.seams / "hits"
        return path.read_text().split() if path.exists() else []

    def _running(self, kind: str) -> list[psutil.Process]:
        """Our processes of a kind."""
        marks = _MARKS[kind]
        return [
            process
            for process in psutil.Process().children()
            if all(mark in " ".join(_command(process)) for mark in marks)
        ]


def _command(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        command: list[str] = process.cmdline()
        return command
    return []


def _listens(process: psutil.Process, port: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(c.laddr and c.laddr.port == port for c in process.net_connections())
    return False


def _wait_until_dead(process: psutil.Process, seconds: float) -> None:
    """Dead, though perhaps not buried yet: who started it may be busy."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
            time.sleep(0.05)


def _signal(family: list[psutil.Process], number: int) -> None:
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _wait_until_gone(path: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def house_of(data: Data) -> House:
    """The house on a data folder whose servers run."""
    return House(
        data=data,
        postgres=postgres_of(data, durable=True, port=0),
        valkey=valkey_of(data, durable=True, port=0),
        environment={**os.environ, "RECORD_REHEARSALS": "false"},
        seams=Path(os.environ["CALLSYS_SEAMS"]),
    )


@contextlib.contextmanager
def running(house: House, guard: Guard, *, speed: float, small: bool = False) -> Iterator[None]:
    """All processes up, with three dialers and two beats, until this ends.

    A small house has two dialers, which do the workers' part too, and one of everything else: it
    is up in half the time.
    """
    ports = _ports_of(house.environment)
    table = processes(ports, house.environment, speed)
    with kept_up(_small(table) if small else _whole(table), guard, house.data.logs / "chaos.log"):
        yield


def _whole(table: list[Process]) -> list[Process]:
    chosen = [process for process in table if process.name not in ("live", "voice")]
    twice = [process for process in chosen if process.name in ("dialer", "beat")]
    chosen += [_twin(process, 2) for process in twice]
    return chosen + [_twin(process, 3) for process in twice if process.name == "dialer"]


def _small(table: list[Process]) -> list[Process]:
    by_name = {process.name: process for process in table}
    web = _said(by_name["web"], after="--workers", word="1")
    dialer = _said(by_name["dialer"], after="--queues", word="dialer,celery")
    return [by_name["simulator"], web, by_name["beat"], dialer, _twin(dialer, 2)]


def _said(process: Process, *, after: str, word: str) -> Process:
    """The same with another word after this option."""
    place = process.command.index(after) + 1
    command = (*process.command[:place], word, *process.command[place + 1 :])
    return replace(process, command=command)


def _twin(process: Process, number: int) -> Process:
    """The same once more, under a name of its own."""
    command = tuple(word.replace("dialer@", f"dialer{number}@") for word in process.command)
    return replace(process, name=f"{process.name}{number}", command=command)


def _ports_of(environment: Environment) -> Ports:
    names = ("INTERNAL_URL", "LIVE_URL", "VOICE_URL", "SIMULATOR_URL")
    return Ports(*(int(environment[name].rsplit(":", 1)[1]) for name in names))
