"""The only writer of a call once it was sent: what providers report, what was said, what came
of it. Sending is in `calls.outbound`."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from calls import trunks
from calls.lifecycle import RUNG_AND_ENDED, TERMINAL, Status, advance
from calls.models import Call, CallEvent, Outcome, Turn
from contacts.services import note_attribute, suppress
from lib.clock import database_now
from lib.errors import DomainError, NotFound
from lib.live import tell
from providers.telephony.base import CallReport

OUTCOME_OF_STATUS = {
    Status.BUSY: Outcome.BUSY,
    Status.NO_ANSWER: Outcome.NO_ANSWER,
    Status.FAILED: Outcome.FAILED,
    Status.CANCELED: Outcome.CANCELED,
    Status.REFUSED: Outcome.NOT_PLACED,
    Status.EXPIRED: Outcome.NOT_PLACED,
    Status.ABANDONED: Outcome.NOT_PLACED,
}
"""What a status alone says. A completed call is judged by its conversation."""


@transaction.atomic
def apply_report(*, token: str, report: CallReport) -> Call:
    """Take in what a provider said of the call that bears this token.

    A repeated report changes nothing; a late one is kept as an event and absorbed by the
    lifecycle. NotFound for a token that is none of ours.
    """
    call = _lock(token=token)
    if not _append_event(call, report):
        return call
    _learn_provider_id(call, report.provider_id)
    _move(call, Status(report.status), report.occurred_at)
    call.duration = report.duration if report.duration is not None else call.duration
    call.answered_by = report.answered_by or call.answered_by
    call.error_code = report.error_code or call.error_code
    call.save()
    tell_of(call)
    return call


@transaction.atomic
def record_turn(
    *,
    call_id: int,
    number: int,
    role: str,
    text: str,
    said_at_ms: int,
    interrupted: bool = False,
    latency_ms: dict[str, float] | None = None,
) -> None:
    """Keep one stretch of speech. Said again for the same number, it replaces the text: what an
    interrupted agent meant to say gives way to what was heard."""
    call = Call.objects.select_for_update().get(pk=call_id)
    Turn.objects.update_or_create(
        call=call,
        number=number,
        defaults={
            "role": role,
            "text": text,
            "said_at_ms": said_at_ms,
            "interrupted": interrupted,
            "latency_ms": latency_ms or {},
        },
    )
    call.last_said = text[:300]
    call.save(update_fields=["last_said"])
    tell(call.organization_id, "turn", call=call.pk, number=number, role=role, text=text)


@transaction.atomic
def conclude(
    *, call_id: int, outcome: str, summary: str = "", callback_at: dt.datetime | None = None
) -> None:
    """Say what came of the conversation. A wish not to be called again outweighs all else."""
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.outcome == Outcome.OPTED_OUT:
        return
    call.outcome = Outcome(outcome)
    call.summary = summary or call.summary
    call.callback_at = callback_at or call.callback_at
    call.save(update_fields=["outcome", "summary", "callback_at"])
    tell_of(call)


@transaction.atomic
def opt_out(*, call_id: int, source: str, evidence: str) -> None:
    """The person does not want to be called: suppressed in this organisation at once."""
    call = Call.objects.select_for_update().get(pk=call_id)
    suppress(
        organization=call.organization,
        e164=call.to_number,
        reason="opt-out",
        source=source,
        evidence=f"call {call.pk}: {evidence}"[:300],
    )
    call.outcome = Outcome.OPTED_OUT
    call.save(update_fields=["outcome"])
    tell_of(call)


def note_fact(*, call_id: int, key: str, value: str) -> None:
    """Keep something the person told us, with their contact."""
    call = Call.objects.get(pk=call_id)
    if call.contact_id is not None:
        note_attribute(contact_id=call.contact_id, key=key, value=value)


def hang_up(*, call_id: int) -> None:
    """End a call on the line. Its end is then reported by the provider like any other.

    A call that was not sent yet is withdrawn instead; one that is over is left as it is.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call_id)
        if call.state is Status.INTENT:
            finish_unsent(call, Status.ABANDONED, reason="canceled")
            return
    if call.state in TERMINAL:
        return
    if not call.provider_id:
        raise DomainError("call_not_known_yet", _("This call is just being placed; try again."))
    trunks.open_for(call.trunk).hang_up(call.provider_id)


def finish_unsent(
    call: Call, status: Status, *, reason: str, retry_at: dt.datetime | None = None
) -> None:
    """End a locked call of which we know that nobody was rung."""
    call.status = advance(call.state, status)
    call.outcome = OUTCOME_OF_STATUS[status]
    call.error_code = call.error_code or reason
    call.retry_at = retry_at
    call.ended_at = database_now()
    call.lease_until = None
    call.save()
    tell_of(call)


def tell_of(call: Call) -> None:
    """Show the call's state on the pages that are open."""
    tell(
        call.organization_id,
        "call",
        id=call.pk,
        status=call.status,
        outcome=call.outcome,
        contact=call.contact_id,
        agent=call.agent_id,
    )


def _lock(*, token: str) -> Call:
    call = Call.objects.select_for_update().filter(token=token).first()
    if call is None:
        raise NotFound("call_unknown", _("There is no such call."))
    return call


def _append_event(call: Call, report: CallReport) -> bool:
    """Keep the report; False when it was there already."""
    event = CallEvent(
        call=call,
        source=report.source,
        key=report.key,
        status=report.status,
        occurred_at=report.occurred_at,
        data=_plain(report),
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _plain(report: CallReport) -> dict[str, Any]:
    return {**report.data, "provider_id": report.provider_id}


def _learn_provider_id(call: Call, provider_id: str) -> None:
    """The first id wins. Another one under the same token is a second ring: ended at once."""
    if not provider_id or call.provider_id == provider_id:
        return
    if not call.provider_id:
        call.provider_id = provider_id
        return
    trunk = call.trunk
    transaction.on_commit(lambda: trunks.open_for(trunk).hang_up(provider_id))


def _move(call: Call, reported: Status, occurred_at: dt.datetime | None) -> None:
    before = call.state
    call.status = advance(before, reported)
    moment = occurred_at or database_now()
    if call.sent_at is None:
        call.sent_at = moment
    if reported is Status.RINGING and call.ringing_at is None:
        call.ringing_at = moment
    if reported is Status.IN_PROGRESS and call.answered_at is None:
        call.answered_at = moment
    if call.state in TERMINAL and before not in TERMINAL:
        call.ended_at = moment
        call.lease_until = None
        if call.state in RUNG_AND_ENDED and not call.outcome:
            call.outcome = OUTCOME_OF_STATUS.get(call.state, "")
