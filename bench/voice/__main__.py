"""Live lines: our own share of each turn, late frames and cost, relay and stream at 1 to 100 calls.

The vendors are faked at fixed delays over their own protocols and everything else is the product:
its server for telephone sockets in a process of its own, PostgreSQL, the session, the turns.
Beside it, in the same run, the same server does the least: it echoes.

Then, over streams: how soon the agent falls silent when somebody cuts in, and how much sooner it is
heard than it would be if it waited for whole sentences of a model that speaks word by word.

The long sizes: `--kinds stream --calls 300`, and `--kinds relay --calls 1500 --turn 10` (a person
speaks every ten seconds).
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
from bench.voice import delays

SECRET = "secret-of-the-bench"
COUNTS = (1, 10, 50, 100)
KINDS = ("relay", "stream")
KINDS_APART = ("cut_in", "words")
_FEW = 10
"""Calls in the rounds of these."""
LATE = 0.040
_ECHO_SECONDS = 5.0
_WARM_UP = 6.0
"""Seconds with two calls, which nobody counts: a process that holds lines has held some before."""


@dataclass(frozen=True)
class Found:
    """Seconds; `core` is the share of a core for each call, `megabytes` for each call."""

    own: list[float]
    late: list[float]
    silent: list[float]
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
def vendors(*wishes: str) -> Iterator[str]:
    """Their common address."""
    command = [sys.executable, "-m", "bench.voice.vendors", *wishes]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        _keep_on_core(process, 1)
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def measure(
    server: Server, kind: str, urls: list[str], seconds: float, *, turn: float = 4.0
) -> Found:
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
        task = {"kind": kind, "urls": urls, "seconds": seconds, "secret": SECRET, "turn": turn}
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(1.0)
        began, used = time.perf_counter(), server.used()
        time.sleep(seconds - 2.0)
        core = (server.used() - used) / (time.perf_counter() - began) / len(urls)
        grown = max(0.0, server.memory() - before) / len(urls)
        told: dict[str, Any] = json.loads(process.stdout.readline())
    return Found(**told, core=core, megabytes=grown)


def run(seconds: float, counts: list[int], kinds: list[str], turn: float) -> list[Row]:
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
        for kind in KINDS:
            if kind in kinds:
                rows += _against_echo(kind, counts, seconds, turn)
        if "cut_in" in kinds:
            with product() as server:
                rows += _silence(_talk(server, "cut_in", seconds))
        if "words" in kinds:
            with vendors("words") as wordy:
                os.environ["SIMULATOR_URL"] = wordy
                with product() as server:
                    rows += _head_start(_talk(server, "stream", seconds))
        return rows


def product() -> contextlib.AbstractContextManager[Server]:
    """Our own server, as `./dev run` starts it."""
    return serving("callsys.asgi:voice", "voice.websocket:TelephoneSocket")


def _against_echo(kind: str, counts: list[int], seconds: float, turn: float) -> list[Row]:
    with serving("bench.voice.echo:app", "websockets-sansio") as server:
        echo = {
            n: measure(server, f"echo of a {kind}", _urls(server, n), _ECHO_SECONDS, turn=turn)
            for n in counts
        }
    rows: list[Row] = []
    with product() as server:
        measure(server, kind, _lines(server, kind, 2), _WARM_UP)
        for count in counts:
            lines = _lines(server, kind, count)
            found = measure(server, kind, lines, max(seconds, turn + 3.0), turn=turn)
            rows += _rows(kind, count, found, echo[count])
    return rows


def _talk(server: Server, kind: str, seconds: float) -> Found:
    """A few streams, after a warm-up."""
    measure(server, "stream", _lines(server, "stream", 2), _WARM_UP)
    return measure(server, kind, _lines(server, "stream", _FEW), seconds)


def _silence(found: Found) -> list[Row]:
    """From the frame with which somebody has cut in until the telephone is told to be silent."""
    named = f"stream, {_FEW} calls: cut in until clear"
    return [
        Row(f"{named}, p{share:g}", "ms", ours, None, "", goal, ours <= most)
        for share, goal, most in ((50, "<= 2 ms", 2.0), (95, "<= 5 ms", 5.0))
        for ours in [percentile(found.silent, share / 100) * 1e3 if found.silent else 1e3]
    ]


def _head_start(found: Found) -> list[Row]:
    """How much earlier the first sound comes than whoever waits for the model's first sentence
    could have it, if they took no time of their own."""
    whole = (delays.SENTENCE - 1) * delays.WORD
    ours = (whole - percentile(found.own, 0.5)) * 1e3 if found.own else 0.0
    named = f"stream, {_FEW} calls: first sound before that of a whole sentence, p50"
    return [Row(named, "ms", ours, None, "", ">= 80 ms", ours >= 80)]


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
        too_late = sum(each > LATE for each in found.late)
        rows.append(row("portions of sound later than 40 ms", "", too_late, 0))
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
    parser.add_argument("--kinds", default=",".join((*KINDS, *KINDS_APART)))
    parser.add_argument("--turn", type=float, default=4.0, help="seconds between prompts (relay)")
    chosen = parser.parse_args()
    counts = [int(count) for count in chosen.calls.split(",")]
    report.finish("voice", run(chosen.seconds, counts, chosen.kinds.split(","), chosen.turn))


if __name__ == "__main__":
    main()
