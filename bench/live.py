"""A thousand screens that watch one organisation: from what was said on a call to all of them.

The live server is a process of its own, as in production. What is measured begins before the
sentence is written to PostgreSQL and ends when a screen's socket has the frame; beside it, one bare
subscriber of Redis. The screens are read by one client process, whose own time counts.
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
import psutil
import redis.asyncio as redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Membership, Organization, User  # noqa: E402
from bench.report import Row, finish, percentile  # noqa: E402
from calls.models import Call, Trunk  # noqa: E402
from calls.services import Said, record_turn  # noqa: E402
from conversations.models import Agent  # noqa: E402
from launcher.ports import any_free  # noqa: E402
from lib.live import channel_of  # noqa: E402

GOAL_MS = 1000.0
GOAL_KB = 50.0
PAUSE = 0.2
_MARK = b"said at "


class Screens:
    """The open streams, and how long each sentence took to each of them, in milliseconds."""

    def __init__(self) -> None:
        self.writers: list[asyncio.StreamWriter] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.waits: list[float] = []

    async def open(self, port: int, cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = f"GET /live/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n"
        writer.write(request.encode())
        await writer.drain()
        status = await reader.readline()
        assert b"200" in status, status
        self.writers.append(writer)
        self.tasks.append(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            if _MARK in line:
                said = float(line.split(_MARK)[1].split(b'"')[0])
                self.waits.append((time.perf_counter() - said) * 1000)

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        for writer in self.writers:
            writer.close()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def main() -> None:
    """Make a call, open the screens, speak, clean up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=1000)
    parser.add_argument("--sentences", type=int, default=50)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call, user, cookie = scene()
    try:
        with serving() as (port, process):
            rows = asyncio.run(measure(call, port, process, cookie, given))
    finally:
        organization = call.organization
        call.delete()
        call.trunk.delete()
        organization.delete()
        user.delete()
    finish("live", rows)


def scene() -> tuple[Call, User, str]:
    """A call under way, and who watches it."""
    # A number that nobody else's pages listen to.
    organization = Organization.objects.create(
        id=random.randrange(10**8, 10**9), name="Bench", is_rehearsal=True
    )
    user = User.objects.create_user(f"bench-{organization.pk}@example.com")
    Membership.objects.create(user=user, organization=organization, role="owner")
    agent = Agent.objects.create(organization=organization, name="Bench", goal="None.")
    trunk = Trunk.objects.create(
        provider="twilio", account=f"AC{organization.pk:032}", is_rehearsal=True
    )
    call = Call.objects.create(
        organization=organization, agent=agent, trunk=trunk, to_number="+34600000001",
        from_number="+34910000000", status="in_progress",
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return call, user, f"{name}={client.cookies[name].value}"


@contextmanager
def serving() -> Iterator[tuple[int, psutil.Process]]:
    """The live server, as the launcher starts it."""
    port = any_free()
    command = [sys.executable, "-m", "uvicorn", "--lifespan", "off", "--no-access-log"]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    command += ["--host", "127.0.0.1", "--port", str(port), "callsys.asgi:live"]
    process = subprocess.Popen(command)
    try:
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=10)


async def measure(
    call: Call, port: int, process: psutil.Process, cookie: str, given: argparse.Namespace
) -> list[Row]:
    """Sentences to one screen's worth of nothing but Redis, and to all of them."""
    screens = Screens()
    await _first(screens, port, cookie)
    before = process.memory_info().rss
    for _ in range((given.screens - 1) // 50 + 1):
        some = min(50, given.screens - len(screens.writers))
        await asyncio.gather(*(screens.open(port, cookie) for _ in range(some)))
    memory = process.memory_info().rss - before
    bare: list[float] = []
    async with redis.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as pubsub:
        await pubsub.subscribe(channel_of(call.organization_id))
        listening = asyncio.create_task(_listen(pubsub, bare))
        spent = sum(process.cpu_times()[:2])
        for number in range(1, given.sentences + 1):
            await sync_to_async(_say)(call.pk, number)
            await asyncio.sleep(PAUSE)
        await _settled(screens, given.screens * given.sentences)
        spent = sum(process.cpu_times()[:2]) - spent
        listening.cancel()
    await screens.close()
    missing = given.screens * given.sentences - len(screens.waits)
    print(f"{given.screens:,} screens, {given.sentences} sentences, {missing} frames missing")
    p50, p95 = percentile(screens.waits, 0.5), percentile(screens.waits, 0.95)
    each = memory / max(1, given.screens - 1) / 1024
    frames = spent / (given.screens * given.sentences) * 1e6
    redis_p50, redis_p95 = percentile(bare, 0.5), percentile(bare, 0.95)
    return [
        Row("a sentence on every screen, p50", "ms", p50, redis_p50, "Redis alone",
            "≤ 1,000 ms, none missing", p50 <= GOAL_MS and not missing),
        Row("a sentence on every screen, p95", "ms", p95, redis_p95, "Redis alone",
            "≤ 1,000 ms, none missing", p95 <= GOAL_MS and not missing),
        Row("memory a screen", "kB", each, None, "", "≤ 50 kB", each <= GOAL_KB),
        Row("work a frame", "µs", frames, None, "", "≤ 200 µs", frames <= 200),
    ]  # fmt: skip


def _say(call_id: int, number: int) -> None:
    """As a live call's process does for every sentence."""
    text = f"said at {time.perf_counter()}"
    record_turn(Said(call_id=call_id, number=number, role="agent", text=text, said_at_ms=number))


async def _first(screens: Screens, port: int, cookie: str) -> None:
    for _attempt in range(200):
        try:
            await screens.open(port, cookie)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise SystemExit("The live server did not start.")


async def _listen(pubsub: redis.client.PubSub, waits: list[float]) -> None:
    async for message in pubsub.listen():
        data = message["data"]
        if isinstance(data, bytes) and _MARK in data:
            said = float(data.split(_MARK)[1].split(b'"')[0])
            waits.append((time.perf_counter() - said) * 1000)


async def _settled(screens: Screens, expected: int) -> None:
    """Until every frame is there, or ten seconds brought no more."""
    for _ in range(100):
        if len(screens.waits) >= expected:
            return
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    main()
