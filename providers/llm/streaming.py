"""One streamed request to a model: the live path, where a pause is heard.

The vendors' SDKs rebuild every token as typed models, at five times the work of everything else
between a person's sentence and the agent's. So the three protocols are read here from plain
server-sent events; the SDKs serve where nobody waits, and the tests hold both readings together.

Nothing is retried: whether to ask again, and whom, is decided above.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused

CONNECT_WITHIN = 3.0
SILENT_AT_MOST = 8.0
"""Seconds. The engine is less patient; this frees the connection."""

_KEEP = 75.0
"""Seconds: a person may think for a minute, and the next turn must not wait for a handshake."""
_LONGEST_ERROR = 100_000
_TRY_AGAIN = frozenset({408, 409, 425})
_NO_MONEY = frozenset({"insufficient_quota", "billing_error"})

_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Post:
    """A request that will be answered by a stream of events. Headers carry the key: never shown."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)


class Written(bytes):
    """A part of a body that is JSON already: prompt, tools and earlier lines are the same on
    every turn of a call, and are written once."""


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def write(value: object) -> Written:
    """JSON as it goes over the wire; a list may hold parts that are written already."""
    if isinstance(value, Written):
        return value
    if isinstance(value, list) and value and isinstance(value[0], Written):
        return Written(b"[%b]" % b",".join(map(write, value)))
    return Written(_encode(value).encode())


def body_of(parts: Mapping[str, Any]) -> bytes:
    """A JSON object of values each of which may be written already."""
    return b"{%b}" % b",".join(b"%b:%b" % (write(name), write(parts[name])) for name in parts)


@asynccontextmanager
async def events(post: Post) -> AsyncGenerator[AsyncGenerator[Any, None], None]:
    """The answer's events as parsed JSON; everything that goes wrong within is a ProviderError.

    Leaving the block before the end closes the connection, which stops the model.
    """
    headers = {**post.headers, "content-type": "application/json", "accept": "text/event-stream"}
    try:
        async with _session().post(post.url, data=body_of(post.body), headers=headers) as answer:
            if answer.status >= 400:
                raise await _failure(answer)
            yield _read(answer.content)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Ambiguous("The model could not be reached.", retryable=True) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ProviderError("The model's answer is unreadable.", retryable=True) from error


async def close_sessions() -> None:
    """Close what the running loop holds open."""
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session is not None:
        await session.close()


def object_of(text: str) -> Mapping[str, Any]:
    """A JSON object, or {} for anything else: the check of a tool's schema says what is missing."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def require_whole(finish: str, *, withheld: frozenset[str]) -> None:
    """Raise where an answer ended without saying so, or was kept back."""
    if not finish:
        raise Ambiguous("The answer was cut off.", code="cut", retryable=True)
    if finish in withheld:
        raise Refused("The answer was withheld.", code=finish.lower(), retryable=True)


def failed(status: int, code: str, *, retry_after: float | None = None) -> ProviderError:
    """What an HTTP status means to us. A vendor's message may quote keys and prompts: only its
    code goes on."""
    code = code or str(status)
    if status == 429 and code not in _NO_MONEY:
        return RateLimited("Too many requests.", code=code, retry_after=retry_after)
    if status >= 500:
        return ProviderError("The model's server failed.", code=code, retryable=True)
    again = status in _TRY_AGAIN
    return Refused("The model refused the request.", code=code, retryable=again)


def _session() -> aiohttp.ClientSession:
    """The running loop's connections, shared by all its conversations and all vendors."""
    loop = asyncio.get_running_loop()
    session = _sessions.get(loop)
    if session is None or session.closed:
        session = _sessions[loop] = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP, ttl_dns_cache=60),
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=CONNECT_WITHIN, sock_read=SILENT_AT_MOST
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
    return session


async def _read(content: aiohttp.StreamReader) -> AsyncGenerator[Any, None]:
    """Each event's `data`, parsed. Event names are left out: the data say the same."""
    waiting = b""
    async for piece in content.iter_any():
        waiting += piece.replace(b"\r\n", b"\n")
        *whole, waiting = waiting.split(b"\n\n")
        for event in whole:
            data = _data(event)
            if data and data != b"[DONE]":
                yield json.loads(data)
    if (data := _data(waiting)) and data != b"[DONE]":
        yield json.loads(data)


def _data(event: bytes) -> bytes:
    if event.startswith(b"data: ") and b"\n" not in event:
        return event[6:]
    lines = (line for line in event.split(b"\n") if line.startswith(b"data:"))
    return b"\n".join(line[5:].strip() for line in lines)


async def _failure(answer: aiohttp.ClientResponse) -> ProviderError:
    """The error of an answer that is none. Vendors name it `code`, `type` or `status`."""
    body = object_of((await answer.content.read(_LONGEST_ERROR)).decode(errors="replace"))
    error = body.get("error")
    told = error if isinstance(error, dict) else {}
    named = (told.get(name) for name in ("status", "code", "type"))
    code = next((name for name in named if isinstance(name, str) and name), "")
    return failed(answer.status, code, retry_after=_retry_after(answer.headers, told))


def _retry_after(headers: Mapping[str, str], error: Mapping[str, Any]) -> float | None:
    """Seconds, where they said so: in a header, or as Google does, in a detail ("7s")."""
    for header, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        if (seconds := _number(headers.get(header, ""))) is not None:
            return seconds * unit
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict) and "retryDelay" in detail:
            return _number(str(detail["retryDelay"]).removesuffix("s"))
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
