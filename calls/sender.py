"""Sends calls at their slots, from a thread of its own, while the next ones are being prepared.

Exactly one request a call. A call that would leave late is not sent at all: its slot may be
somebody else's second by now, or (after a pause of the whole process) its lease may have run out.
"""

import asyncio
import datetime as dt
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from calls.addresses import Addresses
from calls.models import Call
from calls.order import Order
from calls.pace import MARGIN
from providers.errors import Ambiguous, ProviderError
from providers.telephony.base import CallReport, Dial, Telephony

logger = logging.getLogger(__name__)

FRESH = 1.0
"""Seconds for which the gate's last yes holds. Whoever waited longer for a slot is not sent."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A call written as intent, to be sent at `slot` (by the database's clock)."""

    order: Order
    call: Call
    slot: dt.datetime


class Unsent(Exception):
    """No request left this machine: the call found no slot in time."""


Answer = CallReport | ProviderError | Unsent
Answered = tuple[Planned, Answer]


class Sender:
    """One provider account's requests. `submit` and `answers` are called by one thread.

    Use it as a context; leaving it waits until every call that was submitted has its answer,
    which `answers` still gives afterwards.
    """

    def __init__(self, telephony: Telephony, addresses: Addresses) -> None:
        self._telephony, self._addresses = telephony, addresses
        self._answers: queue.SimpleQueue[Answered] = queue.SimpleQueue()
        self._slots: deque[float] = deque()
        self._calls: deque[tuple[float, Planned]] = deque()
        self._requests: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._wake, self._closing = asyncio.Event(), False
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()])

    def __enter__(self) -> "Sender":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._close)
        self._thread.join()
        self._loop.close()

    def submit(self, planned: Sequence[Planned], *, now: dt.datetime) -> None:
        """Have these sent at their slots. `now` is the database's clock at this instant."""
        at = time.monotonic()
        slots = [at + (plan.slot - now).total_seconds() for plan in planned]
        self._loop.call_soon_threadsafe(self._take, slots, [(at, plan) for plan in planned])

    def answers(self, *, wait: float = 0.0) -> list[Answered]:
        """What has come in since the last time, after waiting up to so many seconds for one."""
        found: list[Answered] = []
        try:
            found.append(self._answers.get(timeout=wait) if wait else self._answers.get_nowait())
            while True:
                found.append(self._answers.get_nowait())
        except queue.Empty:
            return found

    def _take(self, slots: list[float], calls: list[tuple[float, Planned]]) -> None:
        self._slots.extend(slots)
        self._calls.extend(calls)
        self._wake.set()

    def _close(self) -> None:
        self._closing = True
        self._wake.set()

    async def _run(self) -> None:
        try:
            while not (self._closing and not self._slots):
                await self._wake.wait()
                self._wake.clear()
                await self._use_slots()
            if self._requests:
                await asyncio.wait(self._requests)
        finally:
            await self._telephony.close()

    async def _use_slots(self) -> None:
        """Send the calls in turn, one at each slot that is met in time."""
        while self._slots:
            slot = self._slots.popleft()
            if (ahead := slot - time.monotonic()) > 0:
                await asyncio.sleep(ahead)
            if time.monotonic() - slot <= MARGIN:
                self._send_next()
        while self._calls:
            self._answers.put((self._calls.popleft()[1], Unsent()))

    def _send_next(self) -> None:
        while self._calls:
            since, plan = self._calls.popleft()
            if time.monotonic() - since <= FRESH:
                request = self._loop.create_task(self._send(plan))
                self._requests.add(request)
                request.add_done_callback(self._requests.discard)
                return
            self._answers.put((plan, Unsent()))

    async def _send(self, plan: Planned) -> None:
        self._answers.put((plan, await self._place(plan)))

    async def _place(self, plan: Planned) -> Answer:
        try:
            return await self._telephony.place(_dial(plan, self._addresses))
        except ProviderError as error:
            return error
        except Exception:
            # Whatever broke in us, the request may have left: it is never sent again.
            logger.exception("placing a call broke", extra={"call": plan.call.pk})
            return Ambiguous("Placing the call broke.", code="broken")


def _dial(plan: Planned, addresses: Addresses) -> Dial:
    call = plan.call
    return Dial(
        to_number=call.to_number,
        from_number=call.from_number,
        answer_url=addresses.answer(call.token),
        fallback_url=addresses.fallback(call.token),
        status_url=addresses.status(call.token),
    )
