"""What both of ElevenLabs' sockets have in common. The SDK has none for several utterances, and
the one it has for hearing prints its errors: both are spoken here, over the client that models are
asked with (its reading and writing of frames is compiled)."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

import aiohttp
from yarl import URL

from providers.errors import ProviderError
from providers.speech.elevenlabs.faults import from_code, unreachable

OPENS_WITHIN = 3.0
_CLOSES_WITHIN = 1.0
_MOST_BYTES = 4 * 1024 * 1024

_sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = WeakKeyDictionary()


class Socket:
    """JSON both ways; what breaks is a ProviderError."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        self._connection = connection
        self._is_closed = False

    async def send(self, message: dict[str, Any]) -> None:
        """One message; raises ProviderError when nobody takes it."""
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        """One message that is JSON already; as `send`."""
        try:
            await self._connection.send_str(text)
        except (aiohttp.ClientError, OSError) as error:
            raise unreachable("closed") from error

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """What comes, until we close it; raises ProviderError when they do."""
        try:
            async for frame in self._connection:
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    continue
                message = json.loads(frame.data)
                if isinstance(message, dict):
                    yield message
        except ValueError as error:
            raise ProviderError("The voice's answer is unreadable.", retryable=True) from error
        if not self._is_closed:
            raise unreachable("closed") from self._connection.exception()

    async def close(self) -> None:
        """Put it down."""
        self._is_closed = True
        await self._connection.close()


async def open_socket(
    base_url: str, path: Sequence[str], query: Sequence[tuple[str, str]], api_key: str
) -> Socket:
    """A socket under the account's address. Raises ProviderError."""
    origin = base_url.rstrip("/").replace("http", "ws", 1)
    url = f"{origin}/{'/'.join(quote(part, safe='') for part in path)}?{urlencode(query)}"
    try:
        async with asyncio.timeout(OPENS_WITHIN):
            connection = await _session().ws_connect(
                URL(url, encoded=True),
                headers={"xi-api-key": api_key},
                compress=0,  # sound does not shrink
                max_msg_size=_MOST_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSES_WITHIN),
            )
    except aiohttp.WSServerHandshakeError as error:
        raise from_code("", status=error.status) from error
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
        raise unreachable() from error
    return Socket(connection)


async def close_sockets() -> None:
    """Give back what the running loop's sockets share."""
    session = _sessions.pop(asyncio.get_running_loop(), None)
    if session is not None:
        await session.close()


def _session() -> aiohttp.ClientSession:
    loop = asyncio.get_running_loop()
    session = _sessions.get(loop)
    if session is None or session.closed:
        connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=60)
        session = _sessions[loop] = aiohttp.ClientSession(connector=connector)
    return session
