"""Status callbacks of one call: which events are told, in which order, with which fields."""

import asyncio
import math
from email.utils import format_datetime

from simulator.faults import Fault
from simulator.twilio.call import Call
from simulator.twilio.courier import Courier, Params
from simulator.twilio.numbers import country_of
from simulator.world import World

# A held callback that nothing follows goes out after this long.
_HELD_AT_MOST = 2.0


def call_fields(call: Call, status: str = "") -> Params:
    """What every webhook about a call carries; `status` where the callback's word differs."""
    fields = {
        "AccountSid": call.account_sid,
        "CallSid": call.sid,
        "CallStatus": status or call.status,
        "ApiVersion": "2010-04-01",
        "Direction": call.direction,
        "From": call.caller,
        "To": call.to,
        "Caller": call.caller,
        "Called": call.to,
    }
    for side, number in (("From", call.caller), ("To", call.to)):
        country = country_of(number)
        alias = "Caller" if side == "From" else "Called"
        for name in (side, alias):
            fields |= {f"{name}City": "", f"{name}State": "", f"{name}Zip": ""}
            fields[f"{name}Country"] = country
    if call.parent_call_sid:
        fields["ParentCallSid"] = call.parent_call_sid
    if call.answered_by:
        fields["AnsweredBy"] = call.answered_by
    return fields


def ending_fields(call: Call, sip_code: int) -> Params:
    """What only the last status callback carries."""
    seconds = call.duration or 0
    return {
        "CallDuration": str(seconds),
        "Duration": str(math.ceil(seconds / 60)),
        "SipResponseCode": str(sip_code),
    }


class StatusCallbacks:
    """Fires the events that were subscribed to, one after another unless a fault says not."""

    def __init__(self, world: World, courier: Courier, call: Call) -> None:
        self._world = world
        self._courier = courier
        self._call = call
        self._sequence = 0
        self._tail: asyncio.Task[None] | None = None
        self._held: list[tuple[Params, Fault]] = []
        self._first_sent = asyncio.Event()

    async def wait_for_first(self, seconds: float) -> None:
        """Until the first callback has been answered, or so many simulated seconds."""
        try:
            async with asyncio.timeout(self._world.clock.patience(seconds)):
                await self._first_sent.wait()
        except TimeoutError:
            return

    def fire(self, event: str, status: str, extra: Params | None = None) -> None:
        """Sends `event` when it was subscribed to; returns before it has arrived."""
        told = self._call.instructions
        if not told["StatusCallback"] or event not in told.events:
            return
        params = {
            **call_fields(self._call, status),
            "Timestamp": format_datetime(self._world.clock.now()),
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._sequence),
            **(extra or {}),
        }
        self._sequence += 1
        fault = self._world.faults.take(
            "callback", number=self._call.to, path=told["StatusCallback"], event=event
        )
        self._dispatch(params, fault, is_last=event == "completed")

    def _dispatch(self, params: Params, fault: Fault | None, *, is_last: bool) -> None:
        kind = fault.kind if fault else ""
        if kind == "callback_lost":
            return
        if fault and kind == "callback_reorder":
            self._held.append((params, fault))
            if is_last:
                self._world.spawn(self._release_later())
            return
        if fault and kind == "callback_delay":
            self._world.spawn(self._send_late(params, fault))
            return
        batch = [(params, fault)] * (2 if kind == "callback_duplicate" else 1)
        batch += self._held
        self._held = []
        self._tail = self._world.spawn(self._send_after(self._tail, batch))

    async def _send_after(
        self, before: asyncio.Task[None] | None, batch: list[tuple[Params, Fault | None]]
    ) -> None:
        if before is not None:
            await asyncio.wait((before,))
        for params, fault in batch:
            await self._send(params, fault)

    async def _send_late(self, params: Params, fault: Fault) -> None:
        await self._world.clock.sleep(fault.seconds)
        await self._send(params, fault)

    async def _release_later(self) -> None:
        await self._world.clock.sleep(_HELD_AT_MOST)
        held, self._held = self._held, []
        await self._send_after(self._tail, [*held])

    async def _send(self, params: Params, fault: Fault | None) -> None:
        told = self._call.instructions
        answer = await self._courier.carry(
            told["StatusCallback"], told.method("StatusCallbackMethod"), params, fault
        )
        self._first_sent.set()
        if answer.failure:
            self._world.ledger.append(
                "error",
                sid=self._call.sid,
                code=11200,
                what=f"status callback failed: {answer.failure}",
            )
