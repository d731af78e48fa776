"""The one thread of a process that reads and writes the database for live conversations.

What is posted is done in order, and nobody waits for it. While the database is away it is tried
again, and what comes after it waits: a transcript keeps its order and loses nothing to a restart
of PostgreSQL.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connections,
)

logger = logging.getLogger(__name__)

_TRUSTED = 5.0
"""Seconds after its last use for which a connection is believed to be alive."""
_WAITS = 0.1
"""Seconds that what is posted waits: it is posted when a person has just spoken or the agent has
just begun to, and both are more urgent. Python runs one thread at a time; and what many lines
have said meanwhile is written at once."""
_PAUSES = (0.1, 0.3, 1.0, 3.0, 5.0, 10.0, 10.0)
"""Seconds before each new try."""

P = ParamSpec("P")
T = TypeVar("T")
Together = Callable[[Sequence[Any]], object]


class Desk:
    """Made idle; its thread starts with the first request and ends with `close`."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._used_at = float("-inf")  # when the connection last did what it was asked
        self._posted: list[Callable[[], None]] = []
        self._latest: tuple[Together, list[Any]] | None = None  # posted last, still open to more
        self._timer: asyncio.TimerHandle | None = None

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns or raises, once everything posted before it is done."""
        self._hand_over()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, partial(self._do, function, *args, **kwargs)
        )

    def post(self, function: Callable[..., object], **kwargs: Any) -> None:
        """Have it done, some time soon. `call_id` among the arguments names it in the logs."""
        self._latest = None
        self._put(partial(self._persist, partial(function, **kwargs), kwargs.get("call_id")))

    def gather(self, together: Callable[[Sequence[T]], object], item: T) -> None:
        """The same for something that may be done at once with all that is gathered for it one
        after another. It must not matter if part of it is done twice."""
        if self._latest is not None and self._latest[0] is together:
            self._latest[1].append(item)
            return
        items = [item]
        self._latest = together, items
        self._put(partial(self._persist_all, together, items))

    async def settled(self) -> None:
        """Wait until everything posted so far is done."""
        await self.ask(lambda: None)

    def close(self) -> None:
        """Do what is posted, then give back the connection and the thread."""
        self._hand_over()
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=True)

    def _put(self, job: Callable[[], None]) -> None:
        self._posted.append(job)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_WAITS, self._hand_over)

    def _hand_over(self) -> None:
        """Give the thread what was posted, in order."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        posted, self._posted, self._latest = self._posted, [], None
        for job in posted:
            self._thread.submit(job)

    def _do(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A connection that has been idle, or has failed, is looked at before it is used."""
        if time.monotonic() - self._used_at > _TRUSTED:
            close_old_connections()
        self._used_at = float("-inf")
        done = function(*args, **kwargs)
        self._used_at = time.monotonic()
        return done

    def _persist(self, job: Callable[[], object], call_id: object) -> None:
        try:
            self._insist(job)
        except Exception:  # the thread must outlive any one of its jobs
            logger.exception("live_write_lost", extra={"call": call_id})

    def _persist_all(self, together: Together, items: Sequence[Any]) -> None:
        try:
            self._insist(partial(together, items))
        except (DatabaseError, ValueError, TypeError):  # one must not take the others with it
            for item in items:
                self._persist(partial(together, [item]), getattr(item, "call_id", None))

    def _insist(self, job: Callable[[], object]) -> None:
        """Do it, as often as the database is away; raises what it raises at last."""
        for pause in _PAUSES:
            try:
                self._do(job)
            except (OperationalError, InterfaceError):
                time.sleep(pause)
            else:
                return
        self._do(job)
