"""What every test may use: the simulator as a real process, and organisations that live in it."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from accounts.models import Organization
from conversations.abilities import documents
from conversations.models import Agent

ROOT = os.path.dirname(__file__)
NUMBER = "+34910000000"
HOUSE = ("tests/test_browser", "tests/test_tour")


def pytest_configure() -> None:
    """Every test process has a cache of its own: where one clears its, the others keep theirs."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a quick one
    TransactionTestCase._fixture_teardown = _delete_rows  # type: ignore[attr-defined]
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    cache = settings.CACHES["default"]
    cache["LOCATION"] = f"{cache['LOCATION'].rpartition('/')[0]}/{1 + number % 15}"


_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def _delete_rows(_test: TransactionTestCase) -> None:
    """Empty the tables that a test has written to. Django's own way truncates all of them and then
    makes permissions and triggers anew, which takes longer than most tests."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - _KEPT)
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables
            )
        )
        written = [row[0] for row in cursor.fetchall()]
        deletes = "".join(f"DELETE FROM {table};" for table in written)
        with transaction.atomic():  # without triggers: neither foreign keys nor the audit object
            cursor.execute(f"SET LOCAL session_replication_role = replica; {deletes}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long starts first, so that no process is left alone with it at the end."""
    skip = pytest.mark.skip(reason="takes minutes: run with --long")
    items.sort(key=lambda item: "early" not in item.keywords)
    for item in items:
        if "long" in item.keywords and not config.getoption("--long"):
            item.add_marker(skip)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """A file's tests run in one process, and all browsers in the one that has started the house.

    xdist's own groups would say this with a mark, but xdist 3.8 loses them under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "house" if file.startswith(HOUSE) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """In place of `--dist`."""
    return ByFile(config, log)


@pytest.fixture(autouse=True)
def nobodys_language() -> None:
    """A request leaves the language of its person behind in the process, as Django's own do."""
    translation.deactivate()


@dataclass(frozen=True)
class World:
    """A running simulator: `python -m simulator` in a process of its own."""

    url: str
    account_sid: str
    auth_token: str

    def post(self, path: str, body: Any) -> None:
        self._ask("POST", path, body)

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None)

    def reset(self, *, everyone: str = "", cps: float = 1000, speed: float = 50) -> None:
        """An empty world in which everybody is of one kind (by chance when "")."""
        self.post("reset", {})
        self.post("speed", {"speed": speed, "cps": cps})
        if everyone:
            self.post("people", {"*": everyone})

    def rings(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.get("ledger?kind=ring")["entries"]
        return entries

    def _ask(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_simulator/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = answer.read()
        return json.loads(content) if content else None


@pytest.fixture(scope="session")
def _simulator_process() -> Iterator[World]:
    sid, token = "AC" + "0" * 28 + "cafe", "0" * 28 + "feed"
    command = [sys.executable, "-m", "simulator", "--port", "0", "--account-sid", sid]
    command += ["--auth-token", token, "--numbers", NUMBER, "--seed", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    yield World(url=line.split()[-1], account_sid=sid, auth_token=token)
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


@pytest.fixture
def simulator(_simulator_process: World, settings: Any) -> World:
    """A fresh world, and settings that point every rehearsal at it."""
    _simulator_process.reset()
    settings.SIMULATOR_URL = _simulator_process.url
    settings.SIMULATOR_ACCOUNT_SID = _simulator_process.account_sid
    settings.SIMULATOR_AUTH_TOKEN = _simulator_process.auth_token
    settings.SIMULATOR_NUMBERS = [NUMBER]
    settings.SIMULATOR_CALLS_PER_SECOND = 200.0
    settings.SIMULATOR_MAX_CONCURRENT = 200
    return _simulator_process


@pytest.fixture
def reading_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Documents are looked up in a thread that gives its connection back at the end."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        monkeypatch.setattr(documents, "_threads", threads)
        yield
        threads.submit(connections.close_all)


@pytest.fixture
def organization(db: None) -> Organization:
    """A rehearsal organisation in Spain."""
    return Organization.objects.create(name="Panadería Luna", is_rehearsal=True)


@pytest.fixture
def agent(organization: Organization) -> Agent:
    """Its agent."""
    return Agent.objects.create(organization=organization, name="Lucía", goal="Vender roscones.")
