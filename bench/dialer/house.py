"""The processes that a measurement needs, in the environment of the benchmark's database."""

import contextlib
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import redis

from launcher import ports
from launcher.background import kept_up
from launcher.data import default_data
from launcher.environment import Ports, addresses
from launcher.guard import Guard
from launcher.processes import Process, processes, python

PATIENCE = 60.0
UNLIMITED = {
    "SIMULATOR_CALLS_PER_SECOND": "5000",
    "SIMULATOR_MAX_CONCURRENT": "1000000",
    "SIMULATOR_CPS": "100000",
    "SIMULATOR_LEDGER": "",
    "LOG_LEVEL": "ERROR",
    "RECORD_REHEARSALS": "false",
    "DJANGO_SETTINGS_MODULE": "callsys.settings",
}


@dataclass(frozen=True)
class House:
    """Where things run."""

    guard: Guard
    ports: Ports
    provider: str

    @contextlib.contextmanager
    def with_processes(self, *names: str) -> Iterator[None]:
        """Those of the product's table; the web answers before this begins."""
        table = processes(self.ports, dict(os.environ), speed=1000)
        with self._up([process for process in table if process.name in names]):
            if "web" in names:
                _until_answers(os.environ["INTERNAL_URL"] + "/health")
            yield

    @contextlib.contextmanager
    def with_provider(self) -> Iterator[None]:
        """The provider of 150 ms, in the place of the simulator."""
        port = urlsplit(self.provider).port
        command = python("-m", "bench.dialer.provider", port)
        with self._up([Process("provider", command, dict(os.environ))]):
            _until_answers(self.provider + "/arrivals")
            yield

    @contextlib.contextmanager
    def with_workers(self, count: int) -> Iterator[None]:
        """So many processes that carry out a task per contact."""
        command = (
            *(sys.executable, "-m", "celery", "--quiet", "-A", "bench.dialer.per_contact"),
            *("worker", "--concurrency", str(count), "--loglevel", "ERROR"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        )
        with self._up([Process("per-contact", command, dict(os.environ))]):
            yield

    @contextlib.contextmanager
    def _up(self, table: Sequence[Process]) -> Iterator[None]:
        with kept_up(table, self.guard, default_data().logs / "bench.log"):
            yield


def prepare() -> None:
    """Choose ports, and put everything that processes need into our own environment."""
    found = Ports(*(ports.free_port(0) for _each in range(4)))
    os.environ |= addresses(found, default_data()) | UNLIMITED
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + "/9"


def house_of(guard: Guard) -> House:
    """The house in the environment that was prepared."""
    names = ("INTERNAL_URL", "LIVE_URL", "VOICE_URL", "SIMULATOR_URL")
    found = Ports(*(int(os.environ[name].rsplit(":", 1)[1]) for name in names))
    return House(guard, found, provider=os.environ["SIMULATOR_URL"])


def forget() -> None:
    """Empty the benchmark's own part of Redis."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()


def _until_answers(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
