"""Sends calls at their slots, from a thread of its own, while the next ones are being prepared.

Exactly one request a call, and never more in a second than the trunk's rate. A call that waited
too long is not sent at all: the gate may say no by now, and (after a pause of the whole process)
another dialer may serve the trunk.
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
from calls.handling import OnMachine
from calls.models import Call
from calls.order import Order
from calls.pace import Window
from lib.seams import seam
from providers.errors import Ambiguous, ProviderError
from providers.telephony.base import CallReport, Dial, Telephony
from providers.telephony.frames import pressable

logger = logging.getLogger(__name__)

AHEAD = 400
"""Calls that may wait for their turn: as many as leave while the gate's yes holds, at the least."""

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
    """One provider account's requests. Its methods are called by one thread.

    `until` (seconds of `time.monotonic`) is moved by whoever serves the trunk: nothing leaves
    after it.
    """

    def __init__(self, telephony: Telephony, addresses: Addresses, window: Window) -> None:
        self.until = float("inf")
        self._telephony, self._addresses, self._window = telephony, addresses, window
        self._answers: queue.SimpleQueue[Answered] = queue.SimpleQueue()
        self._calls: deque[tuple[float, float, Planned]] = deque()
        self._requests: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._wake, self._closing = asyncio.Event(), False
        self._nothing_to_send = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()])
        self._thread.start()

    @property
    def room(self) -> int:
        """How many more calls it can take now without any growing old."""
        return max(0, AHEAD - len(self._calls))

    def stop(self) -> list[float]:
        """Wait until what was submitted has left; the latest times at which calls did."""
        self._loop.call_soon_threadsafe(self._close)
        self._nothing_to_send.wait()
        return self._window.sent()

    def close(self) -> None:
        """Wait until all requests have their answers, which `answers` still gives afterwards."""
        self._loop.call_soon_threadsafe(self._close)
        self._thread.join()
        self._loop.close()

    def submit(self, planned: Sequence[Planned], *, now: dt.datetime) -> None:
        """Have these sent at their slots. `now` is the database's clock at this instant."""
        at = time.monotonic()
        calls = [(at + (plan.slot - now).total_seconds(), at, plan) for plan in planned]
        self._loop.call_soon_threadsafe(self._take, calls)

    def answers(self, *, wait: float = 0.0) -> list[Answered]:
        """What has come in since the last time, after waiting up to so many seconds for one."""
        found: list[Answered] = []
        try:
            found.append(self._answers.get(timeout=wait) if wait else self._answers.get_nowait())
            while True:
                found.append(self._answers.get_nowait())
        except queue.Empty:
            return found

    def _take(self, calls: list[tuple[float, float, Planned]]) -> None:
        self._calls.extend(calls)
        self._wake.set()

    def _close(self) -> None:
        self._closing = True
        self._wake.set()

    async def _run(self) -> None:
        try:
            while self._calls or not self._closing:
                await self._wake.wait()
                self._wake.clear()
                await self._send_those_waiting()
            self._nothing_to_send.set()
            if self._requests:
                await asyncio.wait(self._requests)
        finally:
            self._nothing_to_send.set()
            await self._telephony.close()

    async def _send_those_waiting(self) -> None:
        """Send the calls in turn, each at its slot or as soon after it as the window allows."""
        while self._calls:
            slot, since, plan = self._calls.popleft()
            wait = max(slot, self._window.free_at()) - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            now = time.monotonic()
            if now > self.until or now - since > FRESH:
                self._answers.put((plan, Unsent()))
                continue
            self._window.note(now)
            request = self._loop.create_task(self._send(plan))
            self._requests.add(request)
            request.add_done_callback(self._requests.discard)

    async def _send(self, plan: Planned) -> None:
        seam("before_post")
        answer = await self._place(plan)
        seam("after_post")
        self._answers.put((plan, answer))

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
        machine_url="" if call.on_machine == OnMachine.TALK else addresses.machine(call.token),
        waits_for_beep=call.on_machine == OnMachine.MESSAGE,
        send_digits=_digits_of(call),
    )


def _digits_of(call: Call) -> str:
    """The extension behind the number, a second after somebody or something has answered."""
    extension = pressable(str(call.context.get("extension") or ""))
    return f"ww{extension}" if extension else ""
