"""One client for each event loop and account, reused by every conversation on that loop.

A client's connections belong to the loop that opened them. A process that serves a thousand
conversations on one loop has one client; a loop that lives for one request has its own, and
closes it before it ends.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

ClientT = TypeVar("ClientT")


class Pool(Generic[ClientT]):
    """Clients by running loop and account `(api_key, base_url)`."""

    def __init__(
        self,
        make: Callable[[str, str], ClientT],
        close: Callable[[ClientT], Awaitable[None]],
    ) -> None:
        self._make = make
        self._close = close
        self._clients: WeakKeyDictionary[
            asyncio.AbstractEventLoop, dict[tuple[str, str], ClientT]
        ] = WeakKeyDictionary()

    def client(self, *, api_key: str, base_url: str) -> ClientT:
        """The running loop's client for this account."""
        clients = self._clients.setdefault(asyncio.get_running_loop(), {})
        account = (api_key, base_url)
        if account not in clients:
            clients[account] = self._make(api_key, base_url)
        return clients[account]

    async def close(self) -> None:
        """Close what the running loop holds open."""
        for client in self._clients.pop(asyncio.get_running_loop(), {}).values():
            await self._close(client)
