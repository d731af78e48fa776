"""Live lines: our own share of each turn, late frames and cost, relay and stream at 1 to 100 calls.

The vendors are faked at fixed delays over their own protocols and everything else is the product:
its server for telephone sockets in a process of its own, PostgreSQL, the session, the turns.
Beside it, in the same run, the same server does the least: it echoes.
"""

import argparse
import contextlib
import importlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django
import psutil

from bench import report
from bench.database import own_database
from bench.report import Row, percentile

SECRET = "secret-of-the-bench"
COUNTS = (1, 10, 50, 100)
KINDS = ("relay", "stream")
LATE = 0.040
_WARM_UP = 6.0
"""Seconds with two calls, which nobody counts: a process that holds lines has held some before."""


@dataclass(frozen=True)
class Found:
    """Seconds; `core` is the share of a core for each call, `megabytes` for each call."""

    own: list[float]
    late: list[float]
    lost: int
    core: float
    megabytes: float


class Server:
    """A process that serves telephone sockets."""

    def __init__(self, process: psutil.Process, port: int) -> None:
        self.process, self.port = process, port

    def used(self) -> float:
        """Seconds of a core until now."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """Megabytes."""
        return float(self.process.memory_info().rss) / 1e6


@contextlib.contextmanager
def serving(app: str, socket_class: str) -> Iterator[Server]:
    """A server on a core of its own, as `./dev run` starts the product's."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "INTERNAL_VOICE_URL": f"ws://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "uvicorn", "--log-level", "error", "--port", str(port), app]
    command += ["--lifespan", "off", "--no-access-log", "--ws-per-message-deflate", "false"]
    command += ["--ws", socket_class]
    with subprocess.Popen(command, env=environment) as process:
        _keep_on_core(process, 0)
        try:
            _until_up(port)
            yield Server(psutil.Process(process.pid), port)
        finally:
            process.terminate()


@contextlib.contextmanager
def vendors() -> Iterator[str]:
    """Their common address."""
    command = [sys.executable, "-m", "bench.voice.vendors"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        _keep_on_core(process, 1)
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def measure(server: Server, kind: str, urls: list[str], seconds: float) -> Found:
    """One round. The cost is counted while all calls are up."""
    command = [sys.executable, "-m", "bench.voice.caller"]
    before = server.memory()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        _keep_on_core(process, 1)
        assert process.stdin is not None
        assert process.stdout is not None
        task = {"kind": kind, "urls": urls, "seconds": seconds, "secret": SECRET}
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(1.0)
        began, used = time.perf_counter(), server.used()
        time.sleep(seconds - 2.0)
        core = (server.used() - used) / (time.perf_counter() - began) / len(urls)
        grown = max(0.0, server.memory() - before) / len(urls)
        told: dict[str, Any] = json.loads(process.stdout.readline())
    return Found(told["own"], told["late"], told["lost"], core, grown)


def run(seconds: float, counts: list[int], kinds: list[str]) -> list[Row]:
    """Every kind at every count."""
    with own_database(), vendors() as address:
        os.environ.update(
            {
                "SIMULATOR_URL": address,
                "SIMULATOR_AUTH_TOKEN": SECRET,
                "SIMULATOR_SPEED": "1",
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "callsys.settings",
            }
        )
        django.setup()
        rows: list[Row] = []
        with serving("bench.voice.echo:app", "websockets-sansio") as server:
            echo = {n: measure(server, "echo", _urls(server, n), seconds) for n in counts}
        for kind in kinds:
            with serving("callsys.asgi:voice", "voice.websocket:TelephoneSocket") as server:
                measure(server, kind, _lines(server, kind, 2), _WARM_UP)
                for count in counts:
                    found = measure(server, kind, _lines(server, kind, count), seconds)
                    rows += _rows(kind, count, found, echo[count])
        return rows


def _lines(server: Server, kind: str, count: int) -> list[str]:
    """The addresses of the sockets of calls that were just answered."""
    calls = importlib.import_module("bench.voice.calls")  # needs a Django that is set up
    tokens: list[str] = calls.calls_in_progress(kind, count)
    return [f"ws://127.0.0.1:{server.port}/voice/{kind}/{token}" for token in tokens]


def _rows(kind: str, count: int, found: Found, echo: Found) -> list[Row]:
    named, least = f"{kind}, {count} calls", "least asyncio echo"
    turns, unanswered = len(found.own), found.lost
    print(f"{named}: {turns} turns, {unanswered} unanswered")
    if not turns:
        return [Row(f"{named}: turns", "", 0, None, "", "> 0", holds=False)]

    def row(what: str, unit: str, ours: float, goal: float, theirs: float | None = None) -> Row:
        named_goal = f"<= {goal:g} {unit}"
        return Row(f"{named}: {what}", unit, ours, theirs, least, named_goal, ours <= goal)

    def own(share: float, goal: float) -> Row:
        ours, theirs = (percentile(each.own, share) * 1e3 for each in (found, echo))
        return row(f"own share of a turn, p{share * 100:g}", "ms", ours, goal, theirs)

    rows = [
        own(0.5, 3.0),
        own(0.95, 5.0),
        row("a core per call", "%", found.core * 100, 0.25, echo.core * 100),
        row("memory per call", "MB", found.megabytes, 0.2),
    ]
    if found.late:
        late = percentile(found.late, 0.99) * 1e3
        rows.append(row("sound that comes late, p99", "ms", max(0.0, late), LATE * 1e3))
    return rows


def _urls(server: Server, count: int) -> list[str]:
    return [f"ws://127.0.0.1:{server.port}/{secrets.token_hex(4)}" for _ in range(count)]


def _keep_on_core(process: subprocess.Popen[Any], number: int) -> None:
    """Ours has a core to itself; whom it talks with have another, where the machine has two."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    if len(cores) > 1:
        os.sched_setaffinity(process.pid, {cores[number]})


def _until_up(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("The server does not come up.")


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=13.0, help="of each round")
    parser.add_argument("--calls", default=",".join(map(str, COUNTS)))
    parser.add_argument("--kinds", default=",".join(KINDS))
    chosen = parser.parse_args()
    counts = [int(count) for count in chosen.calls.split(",")]
    report.finish("voice", run(chosen.seconds, counts, chosen.kinds.split(",")))


if __name__ == "__main__":
    main()
