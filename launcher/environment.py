"""The environment that our processes are given. What the user has set always wins."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from launcher.data import ROOT, Data
from launcher.ports import LOOPBACK

Environment = dict[str, str]

# Twilio's form, plainly not real; the numbers are of ranges kept for fiction.
SIMULATOR_ACCOUNT_SID = "AC" + "0" * 28 + "cafe"
SIMULATOR_NUMBERS = "+12025550100,+34910000000"

_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$")


@dataclass(frozen=True)
class Ports:
    """Where our own processes listen."""

    web: int
    live: int
    voice: int
    simulator: int


def user_environment(dotenv: Path = ROOT / ".env") -> Environment:
    """What the user has set: variables of the shell, and below them those of `.env`.

    Django reads `.env` itself; here it only tells which defaults not to give.
    """
    written: Environment = {}
    if dotenv.exists():
        for line in dotenv.read_text(encoding="utf-8").splitlines():
            if match := _ASSIGNMENT.match(line):
                written[match[1]] = match[2].strip("'\"")
    return written | os.environ


def base_environment(data: Data, user: Environment) -> Environment:
    """What every process needs, servers and addresses aside."""
    return {
        "SECRET_KEY": data.secrets().secret_key,
        "ENVIRONMENT": "development",
        "MEDIA_ROOT": str(data.media),
        "NO_PROXY": _without_proxy(user.get("NO_PROXY") or user.get("no_proxy") or ""),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",  # ours to decide
    }


def addresses(ports: Ports, data: Data) -> Environment:
    """Where the processes find each other, and where a browser and a provider find them."""
    web, voice = f"http://{LOOPBACK}:{ports.web}", f"ws://{LOOPBACK}:{ports.voice}"
    return {
        "PUBLIC_URL": web,
        "LIVE_URL": f"http://{LOOPBACK}:{ports.live}",
        "VOICE_URL": voice,
        "INTERNAL_URL": web,
        "INTERNAL_VOICE_URL": voice,
        "SIMULATOR_URL": f"http://{LOOPBACK}:{ports.simulator}",
        "SIMULATOR_ACCOUNT_SID": SIMULATOR_ACCOUNT_SID,
        "SIMULATOR_AUTH_TOKEN": data.secrets().simulator,
        "SIMULATOR_NUMBERS": SIMULATOR_NUMBERS,
        "SIMULATOR_LEDGER": str(data.rings),
        "PROMETHEUS_MULTIPROC_DIR": str(data.metrics),
    }


def completed(defaults: Environment, user: Environment) -> Environment:
    """The environment of a process: our defaults where the user has said nothing.

    Of what `.env` says nothing is passed on: Django reads it, and a child that does not read
    it (the simulator) has its own variables.
    """
    needed = {name: value for name, value in defaults.items() if not user.get(name)}
    proxy = defaults.get("NO_PROXY")
    both = {"NO_PROXY": proxy, "no_proxy": proxy} if proxy else {}
    return {**os.environ, **needed, **both}


def environment_of_tests(database_url: str, redis_url: str, data: Data) -> Environment:
    """The environment of tests: whatever the user has set, only servers of their own."""
    return {
        **os.environ,
        **base_environment(data, user={}),
        "ENVIRONMENT": "test",
        # One that is kept open would stand in the way of dropping the test database.
        "CONN_MAX_AGE": "0",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }


def production_environment(database_url: str, redis_url: str) -> Environment:
    """A production's environment in little: enough to check settings against it."""
    return {
        **os.environ,
        "ENVIRONMENT": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": "https://callsys.example",
        "ALLOWED_HOSTS": "callsys.example",
        "LIVE_URL": "",
        "VOICE_URL": "",
    }


def _without_proxy(hosts: str) -> str:
    """A NO_PROXY that holds the machine itself: a proxy cannot reach it."""
    known = [host for host in hosts.split(",") if host]
    return ",".join(dict.fromkeys([*known, LOOPBACK, "localhost"]))
