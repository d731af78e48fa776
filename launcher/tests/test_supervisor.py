"""The supervisor and its guard, on real processes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from launcher.data import ROOT, Data
from launcher.guard import guarded
from launcher.processes import Process
from launcher.supervisor import Supervisor

# Writes its own pid and that of a child; both refuse to end when asked.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
with open(sys.argv[1], "a") as pids:
    print(os.getpid(), child.pid, file=pids, flush=True)
time.sleep(600)
"""

SUPERVISED = """
import asyncio, os, sys
from pathlib import Path
from launcher.data import Data
from launcher.guard import guarded
from launcher.processes import Process
from launcher.supervisor import Supervisor

async def main(guard):
    command = (sys.executable, "-c", sys.argv[3], sys.argv[2])
    process = Process("stubborn", command, dict(os.environ))
    await Supervisor([process], guard, print).run(asyncio.Event())

with guarded(Data(Path(sys.argv[1]))) as guard:
    asyncio.run(main(guard))
"""


def script(name: str, source: str, *arguments: object, on_line=None) -> Process:
    command = (sys.executable, "-c", source, *map(str, arguments))
    return Process(name, command, dict(os.environ), on_line)


def pids_in(path: Path, wanted: int) -> list[int]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = [int(word) for word in path.read_text().split()] if path.exists() else []
        if len(found) >= wanted:
            return found
        time.sleep(0.02)
    pytest.fail(f"no {wanted} processes in time")


def alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until_dead(pids: list[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(alive, pids))


async def supervise(data: Data, process: Process, until, *, stop_seconds: float = 5.0):
    """Run one process until `until()` is true; returns what was logged."""
    logged: list[str] = []
    with guarded(data) as guard:
        stop = asyncio.Event()
        supervisor = Supervisor(
            [process], guard, lambda name, line: logged.append(f"{name}: {line}"), stop_seconds
        )
        running = asyncio.create_task(supervisor.run(stop))
        async with asyncio.timeout(20):
            while not until(logged):  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.02)
        stop.set()
        await running
    return logged


async def test_it_restarts_what_dies(data: Data):
    process = script("mortal", "print('born')")
    logged = await supervise(data, process, lambda lines: lines.count("mortal: born") == 2)
    assert "mortal: ended with 0; starting again in 0.5 s" in logged


async def test_it_waits_longer_each_time_for_what_cannot_live(data: Data):
    process = script("ill", "raise SystemExit(3)")
    logged = await supervise(data, process, lambda lines: len(lines) == 2)
    assert logged == [
        "ill: ended with 3; starting again in 0.5 s",
        "ill: ended with 3; starting again in 1 s",
    ]


async def test_it_passes_on_output_and_errors_line_by_line(data: Data):
    source = "import sys, time; print('one\\ntwo'); print('three', file=sys.stderr); time.sleep(60)"
    logged = await supervise(data, script("web", source), lambda lines: len(lines) == 3)
    assert sorted(logged) == ["web: one", "web: three", "web: two"]


async def test_output_that_is_asked_for_is_not_logged(data: Data):
    taken: list[str] = []
    source = "import time; print('10 of 20', flush=True); time.sleep(60)"
    process = script("demo", source, on_line=taken.append)
    assert await supervise(data, process, lambda lines: taken) == []
    assert taken == ["10 of 20"]


async def test_what_refuses_to_end_is_ended_with_its_children(data: Data, tmp_path: Path):
    path = tmp_path / "pids"
    process = script("stubborn", STUBBORN, path)
    await supervise(data, process, lambda lines: path.exists(), stop_seconds=0.3)
    assert wait_until_dead(pids_in(path, 2), 5)


async def test_a_process_that_ends_leaves_no_child(data: Data, tmp_path: Path):
    path = tmp_path / "pids"
    source = STUBBORN.replace("time.sleep(600)\n", "raise SystemExit(1)\n")
    logged = await supervise(data, script("parent", source, path), lambda lines: lines)
    assert logged
    assert wait_until_dead(pids_in(path, 2), 5)


def test_nothing_outlives_a_supervisor_that_is_killed(data: Data, tmp_path: Path):
    path = tmp_path / "pids"
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, str(data.folder), str(path), STUBBORN], cwd=ROOT
    )
    pids = pids_in(path, 2)
    supervisor.kill()
    supervisor.wait()
    assert wait_until_dead(pids, 10)


def test_the_servers_of_a_killed_launch_stop(data: Data):
    environment = os.environ | {"CALLSYS_DATA": str(data.folder)}
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    launch = subprocess.Popen(
        [sys.executable, "-m", "launcher", "servers"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert launch.stdout is not None
    assert launch.stdout.readline().startswith("export DATABASE_URL=postgres://")
    lock = data.servers / "postgres" / "postmaster.pid"
    pid = int(lock.read_text().split()[0])
    assert alive(pid)
    os.kill(launch.pid, signal.SIGKILL)
    launch.wait()
    launch.stdout.close()
    assert wait_until_dead([pid], 10)
    assert json.loads((data.folder / "secrets.json").read_text()), "its data is kept"
