"""./dev run"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from launcher import ports
from launcher.console import Console
from launcher.environment import Environment, Ports, addresses, completed, user_environment
from launcher.errors import LaunchError
from launcher.foreground import output_of
from launcher.messages import compile_messages
from launcher.processes import Process, processes, python
from launcher.supervisor import Supervisor
from launcher.world import World, development

USUAL_PORTS = {"PORT": 8000, "LIVE_PORT": 8001, "VOICE_PORT": 8002, "SIMULATOR_PORT": 8003}
USUAL_SPEED = float(os.environ.get("SIMULATOR_SPEED") or 10)
SECONDS_TO_ANSWER = 60


@dataclass(frozen=True)
class Report:
    """How a rehearsal ended: the exit code, and what to print at the very end."""

    code: int
    lines: list[str]


@dataclass(frozen=True)
class Launch:
    """One launch: its world, with the addresses in its environment, and its processes."""

    world: World
    environment: Environment
    ports: Ports
    processes: Sequence[Process]
    console: Console


def main(arguments: list[str]) -> int:
    """Start everything; serve until Ctrl-C, or with --once until the campaign is over."""
    options = _options(arguments)
    with development() as world, _alone(world):
        launch = _prepare(world, options.speed)
        launch.console.say("Preparing the database …")
        compile_messages()
        output_of(python("manage.py", "migrate", "-v", "0"), launch.environment, world.guard)
        demo = output_of(python("manage.py", "demo"), launch.environment, world.guard)
        return asyncio.run(_serve(launch, json.loads(demo.splitlines()[-1]), once=options.once))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev run", description=main.__doc__)
    parser.add_argument("--once", action="store_true", help="end with the campaign, and report")
    parser.add_argument(
        "--speed", type=float, default=USUAL_SPEED, help="how much faster the simulator's time is"
    )
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _alone(world: World) -> Iterator[None]:
    """Only one `run` for each data folder: two would dial twice."""
    try:
        with world.data.lock("run.lock", wait=False):
            yield
    except BlockingIOError:
        raise LaunchError(
            f"Callsys already runs on {world.data.folder}. Stop it with Ctrl-C, or set "
            "CALLSYS_DATA to another folder."
        ) from None


def _prepare(world: World, speed: float) -> Launch:
    for old in world.data.metrics.iterdir():
        old.unlink()
    wanted = {name: int(os.environ.get(name) or usual) for name, usual in USUAL_PORTS.items()}
    found, moved = ports.choose(wanted)
    chosen = Ports(*found)
    user = user_environment()
    environment = world.environment | completed(addresses(chosen, world.data), user)
    table = processes(chosen, environment, speed)
    console = Console([*(process.name for process in table), "demo"])
    for line in moved:
        console.say(line)
    return Launch(world, environment, chosen, table, console)


async def _serve(launch: Launch, demo: dict[str, str], *, once: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console = launch.console
    follow = Process(
        "demo",
        python("manage.py", "demo", "--follow"),
        launch.environment,
        on_line=console.status,
    )
    guard, log = launch.world.guard, console.log
    async with asyncio.TaskGroup() as group:
        group.create_task(Supervisor(launch.processes, guard, log).run(stop))
        await _until_answers(launch.ports.web, stop)
        console.say(f"Callsys:   http://{ports.LOOPBACK}:{launch.ports.web}/")
        console.say(f"Sign in:   {demo['login']}  password: {demo['password']}")
        console.say(f"Campaign:  {demo['campaign']}")
        group.create_task(Supervisor([follow], guard, log).run(stop))
        report = Report(0, [])
        if once:
            report = await _report(launch, stop)
        else:
            console.say("Ctrl-C stops everything.")
            await stop.wait()
        stop.set()
    for line in report.lines:
        console.say(line)
    return report.code


async def _until_answers(port: int, stop: asyncio.Event) -> None:
    for _ in range(SECONDS_TO_ANSWER * 10):
        if stop.is_set() or not ports.is_free(port):
            return
        await asyncio.sleep(0.1)


async def _report(launch: Launch, stop: asyncio.Event) -> Report:
    """Wait for the campaign's end. Its lines are kept: they are to be the last that we print."""
    lines: list[str] = []
    process = Process(
        "report",
        python("manage.py", "demo", "--report"),
        launch.environment,
        on_line=lines.append,
    )
    supervisor = Supervisor([], launch.world.guard, launch.console.log)
    code = await supervisor.run_once(process, stop)
    return Report(130, []) if stop.is_set() else Report(code, lines)
