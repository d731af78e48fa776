"""The live server, over real sockets and a real Redis."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
import redis
import uvicorn
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import Membership, Organization, User
from callsys.live import feed, server
from callsys.live.server import Live
from lib.live import channel_of, tell
from tests import rows

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Served:
    """A running live server."""

    url: str
    live: Live


@pytest.fixture
def shop() -> Organization:
    """Its id is random: other tests share this Redis, and may tell low ids things."""
    return rows.organization(id=random.randrange(10**6, 10**9))


@pytest.fixture
def served() -> Iterator[Served]:
    live = Live()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(live, lifespan="on", log_level="warning", timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        await running.serve(sockets=[listener])

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", live)
    loop.call_soon_threadsafe(live.close)
    running.should_exit = True
    thread.join(10)
    assert not thread.is_alive()
    loop.close()


def cookies_of(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


class Page:
    """What a browser does with the stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.lines = response.iter_lines()
        self.last_id = ""

    def next(self) -> dict[str, object]:
        """The next message's data."""
        for line in self.lines:
            if line.startswith("id: "):
                self.last_id = line[4:]
            if line.startswith("data: "):
                data: dict[str, object] = json.loads(line[6:])
                return data
        raise AssertionError("the stream ended")

    def ends(self) -> bool:
        return not [line for line in self.lines if line.startswith("data: ")]


@contextmanager
def watching(served: Served, user: User, *, last_id: str = "", origin: str = "") -> Iterator[Page]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    headers |= {"Origin": origin} if origin else {}
    with (
        httpx.Client(timeout=10, cookies=cookies_of(user), headers=headers) as client,
        client.stream("GET", f"{served.url}/live/events") as response,
    ):
        assert response.status_code == 200
        yield Page(response)


def answer(served: Served, **headers: str) -> httpx.Response:
    with httpx.stream("GET", f"{served.url}/live/events", headers=headers, timeout=10) as response:
        if response.status_code != 200:
            response.read()
        return response


def test_it_tells_a_page_what_happens(served, shop):
    with watching(served, rows.member(shop)) as page:
        assert page.next() == {"kind": "resync"}
        tell(shop.pk, "call", id=7, status="ringing")
        assert page.next() == {"kind": "call", "id": 7, "status": "ringing"}


def test_all_pages_of_one_organisation_share_one_subscription(served, shop):
    with (
        watching(served, rows.member(shop)) as first,
        watching(served, rows.member(shop)) as second,
    ):
        assert first.next() == second.next() == {"kind": "resync"}
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            assert client.pubsub_numsub(channel_of(shop.pk))[0][1] == 1
        tell(shop.pk, "campaign", id=1)
        assert first.next() == second.next() == {"kind": "campaign", "id": 1}


def test_another_organisation_hears_nothing(served, shop):
    other = rows.organization(id=shop.pk + 1)
    with watching(served, rows.member(other)) as page:
        assert page.next() == {"kind": "resync"}
        tell(shop.pk, "call", id=1)
        tell(other.pk, "call", id=2)
        assert page.next() == {"kind": "call", "id": 2}


def test_a_page_that_comes_back_gets_what_it_missed(served, shop):
    user = rows.member(shop)
    with watching(served, user) as page:
        page.next()
        tell(shop.pk, "call", id=1)
        page.next()
    with watching(served, rows.member(shop)) as other:  # tells when both have been received
        other.next()
        tell(shop.pk, "call", id=2)
        tell(shop.pk, "call", id=3)
        assert [other.next()["id"] for _ in range(2)] == [2, 3]
    with watching(served, user, last_id=page.last_id) as page:
        assert [page.next()["id"] for _ in range(2)] == [2, 3]
        tell(shop.pk, "call", id=4)
        assert page.next()["id"] == 4


@pytest.mark.parametrize("last_id", ["feedface-12", "nonsense", "-", "x-٣"])
def test_a_page_whose_place_is_not_known_is_told_to_read_again(served, shop, last_id):
    user = rows.member(shop)
    with watching(served, user) as page:
        page.next()
    headers = {"Last-Event-ID": last_id.encode()}
    with (
        httpx.Client(timeout=10, cookies=cookies_of(user), headers=headers) as client,
        client.stream("GET", f"{served.url}/live/events") as response,
    ):
        assert Page(response).next() == {"kind": "resync"}


def test_a_page_that_lost_more_than_is_remembered_is_told_to_read_again():
    watched = feed.Feed()
    watched.listen()
    for number in range(feed.REMEMBERED + 1):
        watched.publish(b"%d" % number)
    name = asyncio.run(watched.join("").take()).split(b"-")[0].removeprefix(b"id: ").decode()
    assert b"resync" in asyncio.run(watched.join(f"{name}-1").take())
    assert asyncio.run(watched.join(f"{name}-2").take()).count(b"data: ") == feed.REMEMBERED


def test_a_page_that_reads_too_slowly_is_dropped():
    watched = feed.Feed()
    watched.listen()
    slow, quick = watched.join(""), watched.join("")
    for _ in range(feed.BEHIND + 1):
        watched.publish(b"{}")
        asyncio.run(quick.take())
    assert slow.closed
    assert not quick.closed


def test_a_reader_that_stops_reading_is_let_go(served, shop, monkeypatch):
    monkeypatch.setattr(server, "STUCK", 0.2)
    user = rows.member(shop)
    address = served.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1]))) as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        cookie = "; ".join(f"{name}={value}" for name, value in cookies_of(user).items())
        stuck.sendall(f"GET /live/events HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
        assert b"text/event-stream" in stuck.recv(1024)
        with watching(served, user) as page:
            page.next()
            assert httpx.get(f"{served.url}/live/health").json()["viewers"] == 2
            for _ in range(200):
                tell(shop.pk, "turn", text="x" * 100_000)
                page.next()
            while httpx.get(f"{served.url}/live/health").json()["viewers"] != 1:
                pass


def test_strangers_are_refused(served):
    response = answer(served)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert answer(served, Cookie="sessionid=made-up").status_code == 401


def test_somebody_without_an_organisation_is_refused(served):
    user = User.objects.create_user("alone@example.test", rows.PASSWORD)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies_of(user).items())
    assert answer(served, Cookie=cookie).status_code == 401


def test_pages_of_other_sites_are_refused(served, shop):
    name, value = next(iter(cookies_of(rows.member(shop)).items()))
    for origin in ("https://evil.example", "null", "http://[", "https://127.0.0.1.evil.example"):
        response = answer(served, Cookie=f"{name}={value}", Origin=origin)
        assert response.status_code == 403, origin
        assert "access-control-allow-origin" not in response.headers


def test_our_own_page_may_read_from_another_port_while_developing(served, shop, settings):
    name, value = next(iter(cookies_of(rows.member(shop)).items()))
    origin = "http://127.0.0.1:8000"
    response = answer(served, Cookie=f"{name}={value}", Origin=origin)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-allow-credentials"] == "true"
    settings.PRODUCTION = True
    settings.PUBLIC_URL = "https://calls.example"
    assert answer(served, Cookie=f"{name}={value}", Origin=origin).status_code == 403
    origin = "https://calls.example"
    assert answer(served, Cookie=f"{name}={value}", Origin=origin).status_code == 200


@pytest.mark.parametrize("end", ["membership", "password", "account", "session"])
def test_access_that_is_lost_ends_the_stream(served, shop, monkeypatch, end):
    monkeypatch.setattr(server, "HEARTBEAT", 0.05)
    monkeypatch.setattr(server, "RECHECK", 0.1)
    user = rows.member(shop)
    with watching(served, user) as page:
        assert page.next() == {"kind": "resync"}
        if end == "membership":
            Membership.objects.filter(user=user).delete()
        elif end == "password":
            user.set_password("another horse, another staple")
            user.save()
        elif end == "account":
            user.is_active = False
            user.save()
        else:
            connection.cursor().execute("DELETE FROM django_session")
        assert page.ends()


def test_a_quiet_stream_beats(served, shop, monkeypatch):
    monkeypatch.setattr(server, "HEARTBEAT", 0.05)
    with watching(served, rows.member(shop)) as page:
        page.next()
        assert ":" in page.lines


def test_a_lost_subscription_is_made_again_and_pages_read_again(served, shop):
    with (
        watching(served, rows.member(shop)) as page,
        redis.Redis.from_url(settings.REDIS_URL) as client,
    ):
        assert page.next() == {"kind": "resync"}
        for reader in client.client_list(_type="pubsub"):
            client.client_kill_filter(_id=reader["id"])
        assert page.next() == {"kind": "resync"}
        tell(shop.pk, "call", id=1)
        assert page.next() == {"kind": "call", "id": 1}


def test_its_health_is_that_of_redis(served, settings):
    assert httpx.get(f"{served.url}/live/health").json() == {"status": "healthy", "viewers": 0}


def test_without_redis_it_is_unhealthy(served, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert httpx.get(f"{served.url}/live/health").status_code == 503


def test_it_knows_two_addresses_and_one_method(served):
    assert httpx.get(f"{served.url}/live/other").status_code == 404
    assert httpx.post(f"{served.url}/live/events").status_code == 405


def test_a_process_told_to_stop_ends_its_streams_at_once(shop):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    }
    command = [sys.executable, "-m", "uvicorn", "--lifespan", "off", "--port", str(port)]
    command += ["--timeout-graceful-shutdown", "60", "callsys.asgi:live"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        assert process.stderr
        while line := process.stderr.readline():
            if b"running on" in line:
                break
        assert line, "it did not start"
        with watching(Served(f"http://127.0.0.1:{port}", Live()), rows.member(shop)) as page:
            page.next()
            process.send_signal(signal.SIGTERM)
            assert page.ends()
        process.wait(timeout=30)
    finally:
        process.kill()
        process.communicate()
