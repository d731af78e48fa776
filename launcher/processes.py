"""The table of processes: what runs, and by which command."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from launcher.environment import Environment, Ports
from launcher.ports import LOOPBACK


@dataclass(frozen=True)
class Process:
    """One process to keep up.

    `on_line` takes the lines of its standard output; else they are logged, as are always
    those of its standard error.
    """

    name: str
    command: tuple[str, ...]
    environment: Environment
    on_line: Callable[[str], None] | None = None


def python(*arguments: object) -> tuple[str, ...]:
    """A command of this very environment."""
    return (sys.executable, *map(str, arguments))


def processes(ports: Ports, environment: Environment, speed: float) -> list[Process]:
    """All of Callsys. In production the same commands run, one a container."""
    threads = min(8, 2 * (os.cpu_count() or 1) + 1)  # more, and they only wait for each other
    granian = (
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        2,
        "--blocking-threads",
        threads,
    )
    uvicorn = ("-m", "uvicorn", "--lifespan", "off", "--no-access-log", "--log-level", "warning")
    sockets = ("--ws", "voice.websocket:TelephoneSocket", "--ws-per-message-deflate", "false")
    celery = ("-m", "celery", "--quiet", "-A", "callsys")
    worker = (*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    commands = {
        "simulator": ("-m", "simulator", "--port", ports.simulator, "--speed", speed),
        "web": (
            *granian,
            *("--no-ws", "--log-level", "warning", "--workers-kill-timeout", 4),
            *("--host", LOOPBACK, "--port", ports.web, "callsys.wsgi:application"),
        ),
        "live": (
            *uvicorn,
            *("--timeout-graceful-shutdown", 1),
            *("--host", LOOPBACK, "--port", ports.live, "callsys.asgi:live"),
        ),
        "voice": (
            *uvicorn,
            *(*sockets, "--timeout-graceful-shutdown", 4),
            *("--host", LOOPBACK, "--port", ports.voice, "callsys.asgi:voice"),
        ),
        "worker": (*worker, "-n", "worker@%h", "--concurrency", 2),
        "dialer": (*worker, "-n", "dialer@%h", "--concurrency", 3, "--queues", "dialer"),
        "beat": (
            *celery,
            *("beat", "--loglevel", "WARNING"),
            *("--scheduler", "django_celery_beat.schedulers:DatabaseScheduler"),
        ),
    }
    return [Process(name, python(*command), environment) for name, command in commands.items()]
