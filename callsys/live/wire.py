"""ASGI's messages, and the answers that we put into them."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from callsys.problems import MEDIA_TYPE, problem

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = dict[bytes, bytes]


def text(headers: Headers, name: bytes) -> str:
    """A header as text, or "" without it."""
    return headers.get(name, b"").decode("latin-1")


def sharing_with(origin: str) -> Headers:
    """The headers that let a page of that origin read the answer."""
    if not origin:
        return {}
    return {
        b"access-control-allow-origin": origin.encode("latin-1"),
        b"access-control-allow-credentials": b"true",
        b"vary": b"Origin",
    }


EVENTS = b"text/event-stream; charset=utf-8"


async def begin(send: Send, headers: Headers, *, kind: bytes = EVENTS) -> None:
    """Open a stream, of server-sent events unless told otherwise."""
    stream = {
        b"content-type": kind,
        b"cache-control": b"no-store",
        b"x-accel-buffering": b"no",
    }
    await send(
        {"type": "http.response.start", "status": 200, "headers": [*(headers | stream).items()]}
    )


async def write(send: Send, body: bytes) -> None:
    """A piece of an open stream."""
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def refuse(send: Send, headers: Headers, status: int, code: str, detail: str) -> None:
    """A problem document, as the API gives them."""
    await answer(
        send,
        headers | {b"content-type": MEDIA_TYPE.encode()},
        status,
        problem(status=status, code=code, detail=detail),
    )


async def answer(send: Send, headers: Headers, status: int, document: dict[str, Any]) -> None:
    """A JSON document, whole."""
    headers = {b"content-type": b"application/json", b"cache-control": b"no-store"} | headers
    await send({"type": "http.response.start", "status": status, "headers": [*headers.items()]})
    await send({"type": "http.response.body", "body": json.dumps(document).encode()})
