"""Hearing a call while it lasts, over real sockets and a real Redis."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import redis
from django.conf import settings

from accounts.models import AuditEntry, User
from accounts.permissions import Role
from callsys.tests.test_live import Served, cookies_of, served, shop
from lib.live import ORDERS, sound_of_line
from tests import rows

__all__ = ["served", "shop"]

pytestmark = pytest.mark.django_db(transaction=True)

PIECES = b"p\x00\x02\xff\x7fa\x00\x01\x00c\x00\x00"


@contextmanager
def listening(served: Served, user: User | None, call: Any) -> Iterator[httpx.Response]:
    cookies = cookies_of(user) if user else {}
    with (
        httpx.Client(timeout=10, cookies=cookies) as client,
        client.stream("GET", f"{served.url}/live/listen/{call.pk}") as response,
    ):
        yield response


def test_the_line_is_asked_and_what_it_tells_is_passed_on(served, shop):
    call = rows.call(shop, status="in_progress")
    user = rows.member(shop, Role.OPERATOR)
    with redis.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as orders:
        orders.subscribe(ORDERS)
        with listening(served, user, call) as heard:
            assert heard.status_code == 200
            wanted = {"token": call.token, "listen": True}
            for order in orders.listen():
                if order["type"] == "message" and json.loads(order["data"]) == wanted:
                    break
            while not client.publish(sound_of_line(call.token), PIECES):
                pass  # its subscription is on its way
            assert next(filter(None, heard.iter_raw())) == PIECES
    acts = AuditEntry.objects.filter(subject="calls.Call", subject_id=str(call.pk))
    assert [(entry.after["act"], entry.actor["user"]) for entry in acts] == [("listened", user.pk)]


def test_a_line_that_is_silent_ends_it(served, shop, monkeypatch):
    monkeypatch.setattr("callsys.live.listening.SILENT", 0.1)
    call = rows.call(shop, status="in_progress")
    with listening(served, rows.member(shop), call) as heard:
        assert b"".join(heard.iter_raw()) == b""


@pytest.mark.parametrize(
    ("status", "who", "answer"),
    [
        ("completed", Role.OWNER, 404),
        ("ringing", Role.OWNER, 404),
        ("in_progress", None, 401),
        ("in_progress", Role.VIEWER, 403),
    ],
)
def test_nobody_else_hears_it(served, shop, status, who, answer):
    call = rows.call(shop, status=status)
    with listening(served, rows.member(shop, who) if who else None, call) as refused:
        assert refused.status_code == answer
    assert not AuditEntry.objects.filter(after={"act": "listened"}).exists()


def test_a_neighbour_hears_nothing(served, shop):
    call = rows.call(shop, status="in_progress")
    with listening(served, rows.member(rows.organization()), call) as refused:
        assert refused.status_code == 404
