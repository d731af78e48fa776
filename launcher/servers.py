"""Both embedded servers, shared by every ./dev of one data folder: the last one out stops them."""

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass

from launcher.data import Data
from launcher.postgres import Postgres, postgres_of
from launcher.server import ensure, release
from launcher.valkey import Valkey, valkey_of

CHANGING = "servers.lock"
IN_USE = "servers.users"


@dataclass(frozen=True)
class Addresses:
    """Where the servers are, with their passwords."""

    database_url: str
    redis_url: str


@contextlib.contextmanager
def servers_of(data: Data, *, durable: bool = True) -> Iterator[Addresses]:
    """Both servers up for as long as this lasts; others on the same folder share them.

    Durable servers keep their usual ports; those of tests take any, being many.
    """
    postgres = postgres_of(data, durable=durable, port=55432 if durable else 0)
    valkey = valkey_of(data, durable=durable, port=56379 if durable else 0)
    with (data.folder / IN_USE).open("w") as users:
        with data.lock(CHANGING):
            fcntl.flock(users, fcntl.LOCK_SH)
            addresses = _start(postgres, valkey)
        try:
            yield addresses
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            stop_unused(data)


def stop_unused(data: Data) -> bool:
    """Stop the servers of a folder unless somebody uses them; whether nobody did."""
    with (data.folder / IN_USE).open("w") as users, data.lock(CHANGING):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        release(valkey_of(data, durable=True, port=0))
        release(postgres_of(data, durable=True, port=0))
        return True


def _start(postgres: Postgres, valkey: Valkey) -> Addresses:
    return Addresses(
        database_url=postgres.url(ensure(postgres)), redis_url=valkey.url(ensure(valkey))
    )
