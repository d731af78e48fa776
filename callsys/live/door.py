"""Who may watch: the person of a session, from a page of ours."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from accounts.access import Access
from accounts.doors import access_by, session_in

PERMISSION = "calls.view"


class Door:
    """Asks the database in one thread, so that it holds one connection however many watch."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-door")

    async def admit(self, cookies: str) -> Access | None:
        """The access of the person whose session this is; None for a stranger."""
        key = session_in(cookies)
        if not key:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, access_by, key)

    def close(self) -> None:
        """Give the connection back."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)
