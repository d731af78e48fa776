"""Placing calls: intent, send, record. Nobody is rung twice, whatever crashes in between.

1. `intend` (in the caller's transaction): the gate is asked, the call is written as *intent*,
   room and a slot of the trunk are taken.
2. `begin_sending` (a transaction): the gate is asked again, and the call moves to *sending* by
   compare-and-set on its fence. From here on it is never sent again.
3. `calls.sender` (no transaction): exactly one request a call, at its slot.
4. `record`: the provider's id; or a definite refusal, which releases; or no clear answer, which
   makes the call *unknown*, to be found out by `calls.reconcile` and never by ringing again.

A crash between 2 and 3 loses one ring: that is the choice we make.
"""

import datetime as dt
import logging
import random
from collections.abc import Sequence

from django.db import transaction

from calls import breaker, gate, intents
from calls.lifecycle import ACTIVE, Status
from calls.models import Call, Trunk
from calls.numbers import keep_turns, pool_of
from calls.order import Order
from calls.pace import take_slots
from calls.reported import apply_report
from calls.sender import Answered, Planned, Unsent
from calls.services import finish_unsent, tell_of
from contacts.policy import Verdict
from lib.clock import database_now
from lib.prepared import fetch
from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.telephony.base import CallReport, ReportedStatus

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=15)
"""How long a call may stay intent or sending before the sweeper judges that its sender died."""

WAIT_AFTER_REFUSAL = dt.timedelta(seconds=60)

_TAKEN = """
    WITH answer AS (
        SELECT * FROM unnest(%(calls)s::bigint[], %(ids)s::text[], %(keys)s::text[])
            AS answer (call_id, provider_id, key)
    ), taken AS (
        UPDATE calls_call AS call
        SET status = 'queued', provider_id = answer.provider_id, sent_at = %(now)s::timestamptz,
            lease_until = NULL
        FROM answer
        WHERE call.id = answer.call_id AND call.status = 'sending' AND call.provider_id = ''
        RETURNING call.id, answer.provider_id, answer.key
    ), noted AS (
        INSERT INTO calls_callevent (call_id, source, key, status, received_at, data)
        SELECT id, 'api', key, 'queued', %(now)s::timestamptz,
               jsonb_build_object('provider_id', provider_id)
        FROM taken
        ON CONFLICT (call_id, source, key) DO NOTHING
    )
    SELECT id FROM taken
"""


def room_on(trunk: Trunk, *, now: dt.datetime) -> int:
    """How many calls the trunk can take now, by its limit of concurrent calls and its rate."""
    if trunk.paused_reason:
        return 0
    active = Call.objects.filter(trunk=trunk, status__in=ACTIVE).count()
    free = max(0, trunk.max_concurrent - active)
    slots, _next = take_slots(trunk.next_slot_at, rate=trunk.calls_per_second, wanted=free, now=now)
    return len(slots)


def intend(*, trunk: Trunk, orders: Sequence[Order]) -> list[Planned | Verdict | None]:
    """Write the calls that the gate allows, one result an order, in order.

    A Verdict is the gate's no; None means that the trunk has no room left for it now. Must run
    inside a transaction, in which the caller also writes what points at the calls.
    """
    # Locked before the gate is asked: who else calls the same number on this trunk is seen by it.
    locked = Trunk.objects.select_for_update(no_key=True).get(pk=trunk.pk)
    now = database_now()
    verdicts = gate.ask(orders, trunk=locked, now=now)
    allowed = sum(verdict.allowed for verdict in verdicts)
    slots, locked.next_slot_at = take_slots(
        locked.next_slot_at,
        rate=locked.calls_per_second,
        wanted=min(allowed, room_on(locked, now=now)),
        now=now,
    )
    pool = pool_of(locked)
    free = iter(slots)
    results: list[Planned | Verdict | None] = []
    for order, verdict in zip(orders, verdicts, strict=True):
        slot = next(free, None) if verdict.allowed else None
        number = pool.take(order.callee.e164, now=now) if slot else None
        if slot is None or number is None:
            results.append(None if verdict.allowed else verdict)
            continue
        from_number, not_before = number
        call = _intent(order, verdict, trunk=locked, from_number=from_number, now=now)
        results.append(Planned(order=order, call=call, slot=max(slot, not_before)))
    keep_turns(locked, pool)
    locked.save(update_fields=["next_slot_at", "turn", "number_slots"])
    intents.write([result.call for result in results if isinstance(result, Planned)])
    return results


def _intent(
    order: Order, verdict: Verdict, *, trunk: Trunk, from_number: str, now: dt.datetime
) -> Call:
    return Call(
        organization=order.organization,
        contact_id=order.callee.contact,
        agent=order.agent,
        trunk=trunk,
        to_number=order.callee.e164,
        from_number=from_number,
        context=order.context,
        on_machine=order.handling.on_machine,
        line=order.handling.line,
        status=Status.INTENT,
        lease_until=now + LEASE,
        gate={"rule": verdict.rule, "version": verdict.version, "at": now.isoformat()},
        created_at=now,
    )


@transaction.atomic
def begin_sending(*, trunk: Trunk, planned: Sequence[Planned]) -> list[Planned]:
    """Ask the gate a last time and mark as *sending* those it still allows.

    A call whose fence has moved (somebody else withdrew or swept it) is left out.
    """
    now = database_now()
    standing = _still_intents(planned)
    orders = [plan.order for plan in standing]
    own = [plan.call.pk for plan in standing]
    verdicts = gate.ask(orders, trunk=trunk, now=now, own=own)
    ready = []
    for plan, verdict in zip(standing, verdicts, strict=True):
        if verdict.allowed:
            ready.append(plan)
        else:
            _withdraw(plan.call.pk, verdict)
    intents.mark_sending([plan.call.pk for plan in ready], lease_until=now + LEASE)
    return ready


def _still_intents(planned: Sequence[Planned]) -> list[Planned]:
    """Those whose calls nobody has withdrawn or swept, locked."""
    locked = intents.lock([(plan.call.pk, plan.call.fence) for plan in planned])
    return [plan for plan in planned if plan.call.pk in locked]


def _withdraw(call_id: int, verdict: Verdict) -> None:
    call = Call.objects.get(pk=call_id)
    call.gate = {"rule": verdict.rule, "version": verdict.version, "denied": verdict.reason}
    finish_unsent(call, Status.ABANDONED, reason=verdict.reason, retry_at=verdict.next_time)


def record(answered: Sequence[Answered]) -> None:
    """Write down what became of each request."""
    taken = _record_taken(answered) if answered else set()
    for plan, answer in answered:
        if plan.call.pk in taken:
            continue
        if isinstance(answer, CallReport):
            apply_report(token=plan.call.token, report=answer)
        else:
            _record_failure(plan.call.pk, answer)


def _record_taken(answered: Sequence[Answered]) -> set[int]:
    """Those of which all is as usual (queued, and no callback was quicker), in one statement."""
    usual = [
        (plan.call.pk, answer.provider_id, answer.key)
        for plan, answer in answered
        if isinstance(answer, CallReport) and answer.status is ReportedStatus.QUEUED
    ]
    columns = [list(column) for column in zip(*usual, strict=True)] or [[], [], []]
    names = ("calls", "ids", "keys")
    values = dict(zip(names, columns, strict=True)) | {"now": database_now()}
    return {pk for (pk,) in fetch(_TAKEN, values)}


@transaction.atomic
def _record_failure(call_id: int, error: ProviderError | Unsent) -> None:
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    if call.state is not Status.SENDING:
        return  # a callback was quicker and knows better
    if isinstance(error, Unsent):
        finish_unsent(call, Status.ABANDONED, reason="released", retry_at=database_now())
        return
    call.error_code = error.code
    if isinstance(error, Refused):
        again = _retry_at(error)
        finish_unsent(call, Status.REFUSED, reason=error.code, retry_at=again)
        if isinstance(error, RateLimited) and again:
            breaker.hold_back(call.trunk_id, until=again)
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
        # Not all at once: each a little later than it was asked to.
        return now + dt.timedelta(seconds=error.retry_after * random.uniform(1.0, 1.2))
    return now + WAIT_AFTER_REFUSAL
