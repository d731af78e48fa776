"""The API at a million contacts: list, detail, create, next to a bare Django view.

A real server (granian, as in production, one worker) answers a real client over keep-alive
connections. The bare views (`bench.bare`) answer the same rows, byte for byte, from one query, in a
server of their own without middleware, sign-in or checks; whichever is not asked rests.
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
from urllib.parse import urlsplit

import django
import httpx

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")
django.setup()

from django.db import connection  # noqa: E402

from accounts.keys import make_key  # noqa: E402
from accounts.models import Membership, Organization, User  # noqa: E402
from accounts.permissions import PERMISSIONS, Role  # noqa: E402
from bench.database import own_database  # noqa: E402
from bench.report import Row, finish, percentile  # noqa: E402
from contacts.models import Contact, ContactList  # noqa: E402
from launcher.ports import any_free  # noqa: E402

GOAL_MS = 500.0
GOAL_RATIO = 0.5
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
ENLIST = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT %s, id FROM contacts_contact WHERE organization_id = %s AND id %% 10 = 0
"""


def main() -> None:
    """Fill a database of our own, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each kind of request")
    given = parser.parse_args()
    with own_database():
        connection.settings_dict["NAME"] = urlsplit(os.environ["DATABASE_URL"]).path[1:]
        organization, key = fill(given.contacts)
        last = Contact.objects.filter(organization=organization).order_by("-id")[0].pk
        with serving("callsys.wsgi:application") as ours, serving("bench.bare:application") as bare:
            rows = asyncio.run(
                measure(
                    url=ours,
                    bare_url=bare,
                    key=key,
                    organization=organization,
                    last=last,
                    given=given,
                )
            )
        connection.close()
    finish("api", rows)


def fill(count: int) -> tuple[Organization, str]:
    """An organisation with so many contacts, and a key to it."""
    organization = Organization.objects.create(name="Bench", is_rehearsal=True)
    user = User.objects.create_user(f"bench-{secrets.token_hex(4)}@example.com")
    Membership.objects.create(user=user, organization=organization, role=Role.OWNER.value)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [organization.pk, count])
        listed = ContactList.objects.create(organization=organization, name="Every tenth")
        cursor.execute(ENLIST, [listed.pk, organization.pk])
        cursor.execute("ANALYZE contacts_contact, contacts_listentry")
    scopes = sorted(PERMISSIONS[Role.OWNER])
    _row, key = make_key(organization=organization, user=user, name="bench", scopes=scopes)
    return organization, key


@contextmanager
def serving(application: str) -> Iterator[str]:
    """granian with one of the two; its address."""
    port = any_free()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"]
    command += ["--blocking-threads", str(AT_ONCE), "--no-ws", "--log-level", "error"]
    command += ["--host", "127.0.0.1", "--port", str(port), application]
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
            httpx.get(f"{url}/health", timeout=1)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


async def measure(
    *, url: str, bare_url: str, key: str, organization: Organization, last: int, given: Any
) -> list[Row]:
    """Each kind of request: ours, then the bare views', one after the other; `last` is the newest
    contact's id."""
    seconds, span = given.seconds, given.contacts
    numbers = iter(range(600_000_000 + secrets.randbelow(90_000_000), 800_000_000))

    def read(path: str) -> Ask:
        return lambda http, number: http.get(path.format(last - number * 7919 % span))

    def write(path: str) -> Ask:
        return lambda http, _number: http.post(
            path, json={"phone": f"+34{next(numbers)}", "name": "New"}
        )

    django_, drf = f"/django/{organization.pk}/", f"/drf/{organization.pk}/"
    kinds = [
        ("list of 50", read("/api/v1/contacts/"), read(django_), read(f"{drf}?page_size=50")),
        ("detail", read("/api/v1/contacts/{}/"), read(django_ + "{}/"), read(drf + "{}/")),
        ("create", write("/api/v1/contacts/"), write(f"{django_}new/"), None),
    ]
    headers = {"Authorization": f"Bearer {key}"}
    rows: list[Row] = []
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as ours,
        httpx.AsyncClient(base_url=bare_url, timeout=30) as bare,
    ):
        for what, ask, by_django, by_drf in kinds:
            plain = await _load(bare, by_django, seconds)
            rows += _rows(what, await _load(ours, ask, seconds), plain, "bare Django view")
            if by_drf:
                if _shown(await ask(ours, 0)) != _shown(await by_drf(bare, 0)):
                    raise SystemExit(f"{what}: the bare view answers something else.")
                by_drf_rate = (await _load(bare, by_drf, seconds))["rate"]
                rows.append(_rate(what, rows[-4].ours, by_drf_rate, "bare DRF view"))
    return rows


def _shown(answer: httpx.Response) -> bytes:
    """Its rows, without the addresses of the pages beside."""
    return answer.content.partition(b'"results":')[2] or answer.content


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


def _rows(what: str, ours: dict[str, Any], bare: dict[str, Any], name: str) -> list[Row]:
    mean, p95 = statistics.mean(ours["times"]), percentile(ours["times"], 0.95)
    bare_mean, bare_p95 = statistics.mean(bare["times"]), percentile(bare["times"], 0.95)
    goal = f"mean far below {GOAL_MS:.0f} ms (a tenth of it)"
    wrong = ours["wrong"] + bare["wrong"]
    return [
        _rate(what, ours["rate"], bare["rate"], name),
        Row(f"{what}: mean", "ms", mean, bare_mean, name, goal, mean < GOAL_MS / 10),
        Row(f"{what}: p95", "ms", p95, bare_p95, name, "told", True),
        Row(f"{what}: errors", "answers", wrong, None, "", "0", wrong == 0),
    ]


def _rate(what: str, ours: float, bare: float, name: str) -> Row:
    """Against a view of the same framework there is a goal; against none at all it is told."""
    goal, holds = "told", True
    if name == "bare DRF view":
        goal, holds = f"≥ {GOAL_RATIO} × it", ours >= GOAL_RATIO * bare
    return Row(f"{what}: rate", "requests/s", ours, bare, name, goal, holds)


if __name__ == "__main__":
    main()
