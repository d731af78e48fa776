"""Placing calls: intent, send, record. Nobody is rung twice, whatever crashes in between.

1. `intend` (in the caller's transaction): the gate is asked, the call is written as *intent*,
   room and a slot of the trunk are taken.
2. `begin_sending` (a transaction): the gate is asked again, and the call moves to *sending* by
   compare-and-set on its fence. From here on it is never sent again.
3. `send` (no transaction): exactly one request a call, at its slot.
4. `record`: the provider's id; or a definite refusal, which releases; or no clear answer, which
   makes the call *unknown*, to be found out by `calls.reconcile` and never by ringing again.

A crash between 2 and 3 loses one ring: that is the choice we make.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from calls import gate, trunks
from calls.lifecycle import ACTIVE, Status
from calls.models import Call, Trunk
from calls.order import Order
from calls.pace import take_slots
from calls.services import apply_report, finish_unsent, tell_of
from contacts.policy import Verdict
from lib.clock import database_now
from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.telephony.base import CallReport, Dial, Telephony

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=15)
"""How long a call may stay intent or sending before the sweeper judges that its sender died."""

WAIT_AFTER_REFUSAL = dt.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Planned:
    """A call written as intent, to be sent at `slot`."""

    order: Order
    call: Call
    slot: dt.datetime


def room_on(trunk: Trunk, *, now: dt.datetime) -> int:
    """How many calls the trunk can take now, by its limit of concurrent calls and its rate."""
    active = Call.objects.filter(trunk=trunk, status__in=ACTIVE).count()
    free = max(0, trunk.max_concurrent - active)
    slots, _next = take_slots(trunk.next_slot_at, rate=trunk.calls_per_second, wanted=free, now=now)
    return 0 if trunk.paused_reason else len(slots)


def intend(*, trunk: Trunk, orders: Sequence[Order]) -> list[Planned | Verdict | None]:
    """Write the calls that the gate allows, one result an order, in order.

    A Verdict is the gate's no; None means that the trunk has no room left for it now. Must run
    inside a transaction, in which the caller also writes what points at the calls.
    """
    now = database_now()
    verdicts = gate.ask(orders, trunk=trunk, now=now)
    locked = Trunk.objects.select_for_update().get(pk=trunk.pk)
    allowed = sum(verdict.allowed for verdict in verdicts)
    room = min(allowed, room_on(locked, now=now))
    slots, locked.next_slot_at = take_slots(
        locked.next_slot_at, rate=locked.calls_per_second, wanted=room, now=now
    )
    locked.save(update_fields=["next_slot_at"])
    numbers = trunks.numbers_of(locked)
    free = iter(slots)
    results: list[Planned | Verdict | None] = []
    for order, verdict in zip(orders, verdicts, strict=True):
        slot = next(free, None) if verdict.allowed else None
        if slot is None:
            results.append(None if verdict.allowed else verdict)
            continue
        call = _intent(order, verdict, trunk=locked, from_number=numbers[0], now=now)
        results.append(Planned(order=order, call=call, slot=slot))
    Call.objects.bulk_create([result.call for result in results if isinstance(result, Planned)])
    return results


def _intent(
    order: Order, verdict: Verdict, *, trunk: Trunk, from_number: str, now: dt.datetime
) -> Call:
    return Call(
        organization=order.organization,
        contact=order.contact,
        agent=order.agent,
        trunk=trunk,
        to_number=order.contact.e164,
        from_number=from_number,
        context=order.context,
        status=Status.INTENT,
        lease_until=now + LEASE,
        gate={"rule": verdict.rule, "version": verdict.version, "at": now.isoformat()},
    )


@transaction.atomic
def begin_sending(*, trunk: Trunk, planned: Sequence[Planned]) -> list[Planned]:
    """Ask the gate a last time and mark as *sending* those it still allows.

    A call whose fence has moved (somebody else withdrew or swept it) is left out.
    """
    now = database_now()
    calls = {call.pk: call for call in _locked(planned)}
    standing = [
        plan
        for plan in planned
        if (call := calls.get(plan.call.pk)) is not None
        and call.state is Status.INTENT
        and call.fence == plan.call.fence
    ]
    orders = [plan.order for plan in standing]
    verdicts = gate.ask(orders, trunk=trunk, now=now, own=list(calls))
    ready = []
    for plan, verdict in zip(standing, verdicts, strict=True):
        call = calls[plan.call.pk]
        if not verdict.allowed:
            call.gate = {"rule": verdict.rule, "version": verdict.version, "denied": verdict.reason}
            finish_unsent(call, Status.ABANDONED, reason=verdict.reason, retry_at=verdict.next_time)
            continue
        call.status = Status.SENDING
        call.fence += 1
        call.lease_until = now + LEASE
        ready.append(Planned(order=plan.order, call=call, slot=plan.slot))
    Call.objects.bulk_update([plan.call for plan in ready], ["status", "fence", "lease_until"])
    return ready


def _locked(planned: Sequence[Planned]) -> list[Call]:
    wanted = [plan.call.pk for plan in planned]
    return list(Call.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))


Answer = CallReport | ProviderError


def send(*, trunk: Trunk, planned: Sequence[Planned]) -> list[Answer]:
    """One request a call, each at its slot, side by side; the answers in the same order."""
    telephony = trunks.open_for(trunk)
    addresses = trunks.addresses_of(trunk)
    dials = [
        Dial(
            to_number=plan.call.to_number,
            from_number=plan.call.from_number,
            answer_url=addresses.answer(plan.call.token),
            fallback_url=addresses.fallback(plan.call.token),
            status_url=addresses.status(plan.call.token),
        )
        for plan in planned
    ]
    now = database_now()
    waits = [max(0.0, (plan.slot - now).total_seconds()) for plan in planned]
    return asyncio.run(_send_all(telephony, dials, waits))


async def _send_all(
    telephony: Telephony, dials: Sequence[Dial], waits: Sequence[float]
) -> list[Answer]:
    try:
        return await asyncio.gather(
            *(_send_one(telephony, dial, wait) for dial, wait in zip(dials, waits, strict=True))
        )
    finally:
        await telephony.close()


async def _send_one(telephony: Telephony, dial: Dial, wait: float) -> Answer:
    await asyncio.sleep(wait)
    try:
        return await telephony.place(dial)
    except ProviderError as error:
        return error


def record(planned: Sequence[Planned], answers: Sequence[Answer]) -> None:
    """Write down what became of each request."""
    for plan, answer in zip(planned, answers, strict=True):
        if isinstance(answer, CallReport):
            apply_report(token=plan.call.token, report=answer)
        else:
            _record_error(plan.call.pk, answer)


@transaction.atomic
def _record_error(call_id: int, error: ProviderError) -> None:
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state is not Status.SENDING:
        return  # a callback was quicker and knows better
    call.error_code = error.code
    if isinstance(error, Refused):
        finish_unsent(call, Status.REFUSED, reason=error.code, retry_at=_retry_at(error))
        logger.warning("call refused", extra={"call": call_id, "code": error.code})
        return
    call.status = Status.UNKNOWN
    call.lease_until = None
    call.save(update_fields=["status", "lease_until", "error_code"])
    tell_of(call)
    if not isinstance(error, Ambiguous):
        logger.error("call unknown after an unsorted error", extra={"call": call_id})


def _retry_at(error: Refused) -> dt.datetime | None:
    if not error.retryable:
        return None
    now = database_now()
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return now + dt.timedelta(seconds=error.retry_after)
    return now + WAIT_AFTER_REFUSAL
