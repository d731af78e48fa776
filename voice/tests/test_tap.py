"""A line that is listened in on: what is told of it, and that nothing is while nobody asks."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
import redis
from django.conf import settings

from lib.live import ORDERS, sound_of_line
from providers.telephony.twilio import media
from voice.tap import Tap
from voice.tests.peer import eventually
from voice.tests.rehearsal import World
from voice.tests.test_rehearsal import AGREEABLE, STREAM

QUIET, LOUD = b"\xff" * 160, b"\x10" * 320


def told(work: Callable[[Tap], Awaitable[None]]) -> list[bytes]:
    """The messages that a tap published while this was done."""
    messages: list[bytes] = []

    async def publish(message: bytes) -> None:
        messages.append(message)

    async def main() -> None:
        tap = Tap(publish)
        await work(tap)
        tap.close()

    asyncio.run(main())
    return messages


def test_both_voices_are_told_in_order() -> None:
    async def talk(tap: Tap) -> None:
        tap.renew()
        tap.hear(media.media("MZ1", QUIET))
        tap.say(media.media("MZ1", LOUD))
        tap.say(media.mark("MZ1", "1"))
        tap.say(media.clear("MZ1"))
        await asyncio.sleep(0.15)

    assert told(talk) == [b"p\x00\xa0" + QUIET + b"a\x01\x40" + LOUD + b"c\x00\x00"]


def test_nothing_is_told_while_nobody_asks() -> None:
    async def talk(tap: Tap) -> None:
        tap.hear(media.media("MZ1", QUIET))
        await asyncio.sleep(0.15)

    assert told(talk) == []


def test_a_broker_that_is_away_stops_no_line() -> None:
    async def publish(message: bytes) -> None:
        raise redis.ConnectionError

    async def main() -> None:
        tap = Tap(publish)
        tap.renew()
        for _ in range(2):
            tap.hear(media.media("MZ1", QUIET))
            await asyncio.sleep(0.15)

    asyncio.run(main())


@pytest.mark.long
def test_a_call_is_heard_while_it_lasts(rehearsal: World) -> None:
    heard = b""
    with redis.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as sound:
        call = rehearsal.dials(AGREEABLE, mode=STREAM)
        sound.subscribe(sound_of_line(call.token))

        def both() -> bool:
            nonlocal heard
            client.publish(ORDERS, json.dumps({"token": call.token, "listen": True}))
            message = sound.get_message(ignore_subscribe_messages=True, timeout=0.2)
            heard += message["data"] if message else b""
            return b"p\x00\xa0" in heard and b"a" in {heard[at : at + 1] for at in starts(heard)}

        eventually(both)
        call.refresh_from_db()
        rehearsal.waits_for(lambda: not type(call).objects.filter(status="in_progress").exists())


def starts(pieces: bytes) -> list[int]:
    """Where each piece begins."""
    found, at = [], 0
    while at < len(pieces):
        found.append(at)
        at += 3 + int.from_bytes(pieces[at + 1 : at + 3])
    return found
