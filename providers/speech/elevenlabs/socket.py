"""What both of ElevenLabs' sockets have in common. The SDK has none for several utterances, and
the one it has for hearing prints its errors: both are spoken here."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from providers.errors import ProviderError
from providers.speech.elevenlabs.faults import from_code, unreachable

OPENS_WITHIN = 3.0
_MOST_BYTES = 4 * 1024 * 1024


class Socket:
    """JSON both ways; what breaks is a ProviderError."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._is_closed = False

    async def send(self, message: dict[str, Any]) -> None:
        """One message; raises ProviderError when nobody takes it."""
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        """One message that is JSON already; as `send`."""
        try:
            await self._connection.send(text)
        except ConnectionClosed as error:
            raise unreachable("closed") from error

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """What comes, until we close it; raises ProviderError when they do."""
        try:
            async for text in self._connection:
                message = json.loads(text)
                if isinstance(message, dict):
                    yield message
        except ConnectionClosed as error:
            if not self._is_closed:
                raise unreachable("closed") from error
        except ValueError as error:
            raise ProviderError("The voice's answer is unreadable.", retryable=True) from error
        if not self._is_closed:
            raise unreachable("closed")

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
        connection = await connect(
            url,
            additional_headers={"xi-api-key": api_key},
            compression=None,  # sound does not shrink
            open_timeout=OPENS_WITHIN,
            close_timeout=1,
            max_size=_MOST_BYTES,
        )
    except InvalidStatus as error:
        raise from_code("", status=error.response.status_code) from error
    except (TimeoutError, OSError, WebSocketException) as error:
        raise unreachable() from error
    return Socket(connection)
