"""A database of the benchmark's own, beside the developer's: made before, dropped after."""

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """Migrated, and named by `DATABASE_URL` for every process that is started meanwhile."""
    server = os.environ["DATABASE_URL"]
    name = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            os.environ["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True)
            yield
        finally:
            os.environ["DATABASE_URL"] = server
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
