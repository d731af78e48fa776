"""The whole house for a test: every process, started as ./dev run starts them, on servers, ports
and a data folder of its own."""

import contextlib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.background import kept_up
from launcher.data import ROOT, Data
from launcher.environment import Environment, Ports, addresses, environment_of_tests
from launcher.guard import guarded
from launcher.ports import any_free
from launcher.processes import processes
from launcher.servers import servers_of

SECONDS_TO_START = 60


@dataclass(frozen=True)
class House:
    """What runs. `url` is where a browser finds it, `log` what its processes print."""

    url: str
    environment: Environment
    log: Path

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextlib.contextmanager
def running_house(folder: Path, *, speed: float) -> Iterator[House]:
    """All processes up until this ends; `speed` is how much faster the simulator's time is."""
    data = Data(folder).make()
    try:
        with guarded(data) as guard, servers_of(data, durable=False) as servers:
            ports = Ports(web=any_free(), live=any_free(), voice=any_free(), simulator=any_free())
            environment = environment_of_tests(servers.database_url, servers.redis_url, data)
            environment |= addresses(ports, data)
            house = House(f"http://127.0.0.1:{ports.web}", environment, data.logs / "house.log")
            house.manage("migrate", "-v", "0", "--skip-checks")
            with kept_up(processes(ports, environment, speed), guard, house.log):
                _wait_until_healthy(house)
                yield house
    finally:
        data.delete()


def _wait_until_healthy(house: House) -> None:
    """Until web, database, Redis, Beat and worker answer together."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(f"{house.url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError) as error:
            assert time.monotonic() < deadline, f"{error}\n{house.log.read_text()[-3000:]}"
            time.sleep(0.1)
