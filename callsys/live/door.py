"""Who may watch: the person of a session, from a page of ours."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from accounts.access import Access
from accounts.audit import record_act
from accounts.doors import access_by, session_in
from calls.lifecycle import Status
from calls.models import Call

PERMISSION = "calls.view"
LISTENS = "calls.listen"


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

    async def admit_to_sound(self, access: Access, call_id: int) -> str:
        """The token of a call under way that this person may listen to, which is kept in the
        audit; "" for none."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _listen, access, call_id)

    def close(self) -> None:
        """Give the connection back."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)


def _listen(access: Access, call_id: int) -> str:
    calls = Call.objects.visible_to(access).filter(status=Status.IN_PROGRESS)
    token = calls.filter(pk=call_id).values_list("token", flat=True).first() or ""
    if token:
        record_act(access=access, act="listened", subject="calls.Call", subject_id=call_id)
    return token
