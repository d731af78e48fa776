"""The world that a command runs in: a data folder, both servers, and somebody to clean up."""

import contextlib
import fcntl
import secrets
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launcher.data import Data, default_data
from launcher.environment import (
    Environment,
    base_environment,
    completed,
    environment_of_tests,
    user_environment,
)
from launcher.guard import Guard, guarded
from launcher.servers import Addresses, servers_of


@dataclass(frozen=True)
class World:
    """What a verb works with."""

    data: Data
    guard: Guard
    environment: Environment


@contextlib.contextmanager
def development() -> Iterator[World]:
    """This checkout's own data; DATABASE_URL and REDIS_URL replace the embedded servers."""
    stop_like_ctrl_c()
    data = default_data().make()
    user = user_environment()
    defaults = base_environment(data, user)
    with guarded(data) as guard:
        if user.get("DATABASE_URL") and user.get("REDIS_URL"):
            yield World(data, guard, completed(defaults, user))
            return
        with servers_of(data) as servers:
            yield World(data, guard, completed(defaults | _urls(servers), user))


@contextlib.contextmanager
def throwaway() -> Iterator[World]:
    """Servers of its own, in a folder that is deleted: for tests and checks."""
    stop_like_ctrl_c()
    shelf = default_data().make().folder / "test"
    shelf.mkdir(mode=0o711, exist_ok=True)
    _sweep(shelf)
    data = Data(shelf / secrets.token_hex(4)).make()
    with (data.folder / "owner").open("w") as owner:
        fcntl.flock(owner, fcntl.LOCK_SH)
        try:
            with guarded(data) as guard, servers_of(data, durable=False) as servers:
                environment = environment_of_tests(servers.database_url, servers.redis_url, data)
                yield World(data, guard, environment)
        finally:
            data.delete()


def stop_like_ctrl_c() -> None:
    """Let SIGTERM, and a closed terminal, unwind us as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)


def _urls(servers: Addresses) -> Environment:
    return {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}


def _sweep(shelf: Path) -> None:
    """Delete what killed test runs have left: folders that nobody holds any more."""
    for folder in shelf.iterdir():
        owner = folder / "owner"
        if not owner.exists():
            continue
        with owner.open("w") as file, contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Data(folder).delete()
            shutil.rmtree(folder, ignore_errors=True)
