"""The ASGI app: `/live/events` streams server-sent events, `/live/listen/<call>` what is heard and
said on a call, `/live/health` tells how it is."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable

import redis
from django.conf import settings
from django.db import DatabaseError

from accounts.access import Access
from accounts.doors import is_ours
from callsys.live.door import LISTENS, PERMISSION, Door
from callsys.live.feed import Viewer
from callsys.live.hub import Hub
from callsys.live.stopping import before_stopping
from callsys.live.wire import (
    Headers,
    Message,
    Receive,
    Send,
    answer,
    begin,
    refuse,
    sharing_with,
    text,
    write,
)

_LISTEN = re.compile(r"/live/listen/(\d{1,18})")
HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that no proxy thinks us dead."""
RECHECK = 30.0
"""Seconds after which a page's access is looked up again, at its next frame or heartbeat."""
STUCK = 20.0
"""Seconds that one send may take before the page counts as gone."""


class Live:
    """The server of one process. Made idle; wakes at its first request."""

    def __init__(self) -> None:
        self._hub: Hub | None = None
        self._door = Door()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["method"] != "GET":
            await refuse(send, {}, 405, "method_not_allowed", "Only GET is understood here.")
        elif scope["path"] == "/live/events":
            await self._events(dict(scope["headers"]), receive, send)
        elif found := _LISTEN.fullmatch(scope["path"]):
            await self._listen(int(found[1]), dict(scope["headers"]), receive, send)
        elif scope["path"] == "/live/health":
            await self._health(send)
        else:
            await refuse(send, {}, 404, "not_found", "There is nothing here.")

    def close(self) -> None:
        """Send every page away: each comes back to whoever serves it next."""
        if self._hub:
            self._hub.close()
        self._door.close()

    async def _events(self, headers: Headers, receive: Receive, send: Send) -> None:
        access = await self._admit(headers, send, PERMISSION)
        if access is not None:
            await begin(send, sharing_with(text(headers, b"origin")))
            await write(send, b"retry: 2000\n\n")
            cookies, last_seen = text(headers, b"cookie"), text(headers, b"last-event-id")
            with self._awake().watching(access.organization.pk, last_seen) as viewer:
                await _either(_gone(receive), self._stream(viewer, access, cookies, send))
            await send({"type": "http.response.body", "body": b""})

    async def _listen(self, call: int, headers: Headers, receive: Receive, send: Send) -> None:
        access = await self._admit(headers, send, LISTENS)
        if access is None:
            return
        shared = sharing_with(text(headers, b"origin"))
        try:
            token = await self._door.admit_to_sound(access, call)
        except DatabaseError:
            await refuse(send, shared, 503, "unavailable", "Try again in a moment.")
            return
        if not token:
            await refuse(send, shared, 404, "not_found", "Nobody is talking on this call.")
            return
        await begin(send, shared, kind=b"application/octet-stream")
        await write(send, b"")
        cookies = text(headers, b"cookie")
        await _either(_gone(receive), self._pass_on(token, access, cookies, send))
        await send({"type": "http.response.body", "body": b""})

    async def _admit(self, headers: Headers, send: Send, permission: str) -> Access | None:
        """Whoever asks, if they may; else the refusal is sent."""
        origin = text(headers, b"origin")
        if not is_ours(origin, text(headers, b"host")):
            await refuse(send, {}, 403, "foreign_origin", "This page may not listen.")
            return None
        shared = sharing_with(origin)
        try:
            access = await self._door.admit(text(headers, b"cookie"))
        except DatabaseError:
            await refuse(send, shared, 503, "unavailable", "Try again in a moment.")
            return None
        if access is None:
            await refuse(send, shared, 401, "not_authenticated", "Sign in first.")
        elif not access.allows(permission):
            await refuse(send, shared, 403, "not_allowed", "Your role does not allow this.")
        else:
            return access
        return None

    async def _pass_on(self, token: str, access: Access, cookies: str, send: Send) -> None:
        """Send what is heard until the line is silent, the listener stuck or no longer welcome."""
        clock = asyncio.get_running_loop().time
        checked = clock()
        with contextlib.suppress(redis.RedisError, OSError, TimeoutError):
            async with contextlib.aclosing(self._awake().sound_of(token)) as sound:
                async for pieces in sound:
                    if clock() - checked >= RECHECK:
                        if not await self._still_welcome(access, cookies, LISTENS):
                            return
                        checked = clock()
                    async with asyncio.timeout(STUCK):
                        await write(send, pieces)

    async def _stream(self, viewer: Viewer, access: Access, cookies: str, send: Send) -> None:
        """Send what there is until the page is closed, stuck, or no longer welcome."""
        clock = asyncio.get_running_loop().time
        checked = clock()
        while not viewer.closed:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    frames = await viewer.take()
            except TimeoutError:
                frames = b":\n\n"
            if clock() - checked >= RECHECK:
                if not await self._still_welcome(access, cookies, PERMISSION):
                    return
                checked = clock()
            try:
                async with asyncio.timeout(STUCK):
                    await write(send, frames)
            except TimeoutError:
                return

    async def _still_welcome(self, access: Access, cookies: str, permission: str) -> bool:
        try:
            now = await self._door.admit(cookies)
        except DatabaseError:
            return False
        return bool(
            now and now.allows(permission) and now.organization.pk == access.organization.pk
        )

    async def _health(self, send: Send) -> None:
        hub = self._awake()
        healthy = await hub.answers()
        state = {"status": "healthy" if healthy else "unhealthy", "viewers": hub.viewers}
        await answer(send, {}, 200 if healthy else 503, state)

    def _awake(self) -> Hub:
        if self._hub is None:
            self._hub = Hub(settings.REDIS_URL)
            before_stopping(self.close)
        return self._hub

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                self.close()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _either(*waits: Awaitable[None]) -> None:
    """Wait until one of these is over, and end the others; an error of theirs is ours."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
