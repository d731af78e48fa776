"""The API at a million contacts: list, detail, create, next to a bare Django view.

A real server (granian, as in production, one worker) answers a real client over keep-alive
connections; the bare view, served beside it by the same process, does nothing but answer JSON.
"""

import argparse
import asyncio
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
import httpx

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")
django.setup()

from django.db import connection  # noqa: E402

from accounts.keys import make_key  # noqa: E402
from accounts.models import Membership, Organization, User  # noqa: E402
from accounts.permissions import PERMISSIONS, Role  # noqa: E402
from bench.report import Row, finish, percentile  # noqa: E402
from contacts.models import Contact  # noqa: E402
from launcher.ports import any_free  # noqa: E402

GOAL_MS = 500.0
AT_ONCE = 4
Ask = Callable[[httpx.AsyncClient, int], Awaitable[httpx.Response]]

FILL = """
    INSERT INTO contacts_contact
        (organization_id, e164, name, email, language, country, time_zone, attributes,
         created_at, updated_at)
    SELECT %s, '+349' || lpad(n::text, 8, '0'), 'Person ' || n, 'p' || n || '@example.com',
           'es', 'ES', 'Europe/Madrid', '{"City": "Cádiz"}', now(), now()
    FROM generate_series(1, %s) n
"""


def main() -> None:
    """Fill, measure, clean up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each kind of request")
    given = parser.parse_args()
    organization, key = fill(given.contacts)
    try:
        with serving() as url:
            rows = asyncio.run(measure(url, key, organization, given.seconds))
    finally:
        clean(organization)
    finish("api", rows)


def fill(count: int) -> tuple[Organization, str]:
    """An organisation with so many contacts, and a key to it."""
    organization = Organization.objects.create(name="Bench", is_rehearsal=True)
    user = User.objects.create_user(f"bench-{secrets.token_hex(4)}@example.com")
    Membership.objects.create(user=user, organization=organization, role=Role.OWNER.value)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [organization.pk, count])
        cursor.execute("ANALYZE contacts_contact")
    scopes = sorted(PERMISSIONS[Role.OWNER])
    _row, key = make_key(organization=organization, user=user, name="bench", scopes=scopes)
    return organization, key


def clean(organization: Organization) -> None:
    """Take it all away again, without a row of audit for each contact."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM contacts_contact WHERE organization_id = %s", [organization.pk])
        cursor.execute("SET session_replication_role = origin")
    people = User.objects.filter(memberships__organization=organization)
    people.delete()
    organization.delete()


@contextmanager
def serving() -> Iterator[str]:
    """granian with our API and the bare view."""
    port = any_free()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", "8", "--no-ws", "--log-level", "error"]
    command += ["--host", "127.0.0.1", "--port", str(port), "bench.bare:application"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(url: str) -> None:
    for _attempt in range(200):
        try:
            httpx.get(f"{url}/bare/", timeout=1)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


async def measure(url: str, key: str, organization: Organization, seconds: float) -> list[Row]:
    """Each kind of request by itself, after the bare view."""
    first, last = _ends(organization)
    span = last - first
    base = 90_000_000 - secrets.randbelow(10_000_000)

    async def bare(http: httpx.AsyncClient, number: int) -> httpx.Response:
        return await http.get("/bare/")

    async def listed(http: httpx.AsyncClient, number: int) -> httpx.Response:
        return await http.get("/api/v1/contacts/")

    async def detail(http: httpx.AsyncClient, number: int) -> httpx.Response:
        return await http.get(f"/api/v1/contacts/{first + number * 7919 % span}/")

    async def create(http: httpx.AsyncClient, number: int) -> httpx.Response:
        body = {"phone": f"+346{base + number:08d}", "name": "New"}
        return await http.post("/api/v1/contacts/", json=body)

    async with httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30
    ) as http:
        baseline = await _load(http, bare, seconds)
        kinds: list[tuple[str, Ask]] = [
            ("list of 50", listed),
            ("detail", detail),
            ("create", create),
        ]
        rows: list[Row] = []
        for what, ask in kinds:
            rows += _rows(what, await _load(http, ask, seconds), baseline)
        return rows


def _ends(organization: Organization) -> tuple[int, int]:
    ids = Contact.objects.filter(organization=organization).order_by("id")
    return ids.values_list("id", flat=True)[0], ids.reverse().values_list("id", flat=True)[0]


async def _load(http: httpx.AsyncClient, ask: Ask, seconds: float) -> dict[str, Any]:
    """Ask as fast as answers come, `AT_ONCE` at a time; milliseconds, and how many went wrong."""
    times: list[float] = []
    wrong = 0
    numbers = iter(range(10**9))
    started = time.perf_counter()
    until = started + seconds

    async def one() -> None:
        nonlocal wrong
        while time.perf_counter() < until:
            began = time.perf_counter()
            answer = await ask(http, next(numbers))
            times.append((time.perf_counter() - began) * 1000)
            wrong += answer.status_code >= 400

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    lasted = time.perf_counter() - started
    return {"times": times, "wrong": wrong, "rate": len(times) / lasted}


def _rows(what: str, ours: dict[str, Any], bare: dict[str, Any]) -> list[Row]:
    name = "bare view"
    mean, p95 = statistics.mean(ours["times"]), percentile(ours["times"], 0.95)
    bare_mean, bare_p95 = statistics.mean(bare["times"]), percentile(bare["times"], 0.95)
    goal = f"mean far below {GOAL_MS:.0f} ms (a tenth of it)"
    return [
        Row(f"{what}: rate", "requests/s", ours["rate"], bare["rate"], name, "told", True),
        Row(f"{what}: mean", "ms", mean, bare_mean, name, goal, mean < GOAL_MS / 10),
        Row(f"{what}: p95", "ms", p95, bare_p95, name, "told", True),
        Row(f"{what}: errors", "answers", ours["wrong"], None, "", "0", ours["wrong"] == 0),
    ]


if __name__ == "__main__":
    main()
