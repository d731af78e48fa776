"""The only writer of a call once it was sent: what providers report, what was said, what came
of it. Sending is in `calls.outbound`."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calls import trunks
from calls.lifecycle import TERMINAL, Status, advance
from calls.models import Call, Outcome, Turn
from contacts.services import note_attribute, suppress
from conversations.mood import mood_of
from conversations.usage import Spent
from lib.clock import database_now
from lib.errors import DomainError
from lib.live import tell, tell_all
from lib.prepared import fetch

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


_KEEP = """
    WITH said AS (
        SELECT * FROM unnest(
            %(calls)s::bigint[], %(numbers)s::int[], %(roles)s::text[], %(texts)s::text[],
            %(said_at_ms)s::int[], %(interrupted)s::bool[], %(latency_ms)s::text[],
            %(usage)s::text[]
        ) AS said (call_id, number, role, text, said_at_ms, interrupted, latency_ms, usage)
    ), kept AS (
        INSERT INTO calls_turn
            (call_id, number, role, text, said_at_ms, interrupted, latency_ms, usage)
        SELECT said.call_id, said.number, said.role, said.text, said.said_at_ms, said.interrupted,
               said.latency_ms::jsonb, said.usage::jsonb
        FROM said JOIN calls_call AS call ON call.id = said.call_id
        ON CONFLICT (call_id, number) DO UPDATE SET
            role = excluded.role, text = excluded.text, said_at_ms = excluded.said_at_ms,
            interrupted = excluded.interrupted, latency_ms = excluded.latency_ms,
            usage = excluded.usage
    )
    UPDATE calls_call AS call SET last_said = left(latest.text, 300)
    FROM (
        SELECT DISTINCT ON (call_id) call_id, text FROM said ORDER BY call_id, number DESC
    ) AS latest
    WHERE call.id = latest.call_id
    RETURNING call.id, call.organization_id
"""
"""One statement for all that was said on a process's lines in a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Said:
    """One stretch of speech, as a `Turn` keeps it. What an interrupted agent meant to say gives way
    to what was heard: it is said again, under the same number."""

    call_id: int
    number: int
    role: str
    text: str
    said_at_ms: int
    interrupted: bool = False
    latency_ms: Mapping[str, float] = field(default_factory=dict)
    usage: Spent = field(default_factory=Spent)


def record_turns(turns: Sequence[Said]) -> None:
    """Keep stretches of speech, of any calls; of one that comes twice, the later. Those of calls
    that are no more are left out."""
    latest = list({(said.call_id, said.number): said for said in turns}.values())
    rows = fetch(
        _KEEP,
        {
            "calls": [said.call_id for said in latest],
            "numbers": [said.number for said in latest],
            "roles": [str(said.role) for said in latest],
            "texts": [said.text for said in latest],
            "said_at_ms": [said.said_at_ms for said in latest],
            "interrupted": [said.interrupted for said in latest],
            "latency_ms": [json.dumps(said.latency_ms) for said in latest],
            "usage": [json.dumps(said.usage) for said in latest],
        },
    )
    owners = dict(rows)
    tell_all(
        (owners[said.call_id], kind, data)
        for said in latest
        if said.call_id in owners
        for kind, data in _news_of(said)
    )


def record_turn(said: Said) -> None:
    """Keep one stretch of speech."""
    record_turns([said])


def _news_of(said: Said) -> Iterator[tuple[str, dict[str, Any]]]:
    """What open pages are told of it."""
    yield (
        "turn",
        {"call": said.call_id, "number": said.number, "role": said.role, "text": said.text},
    )
    if said.role == Turn.Role.PERSON and (alert := mood_of(said.text).alert):
        yield "alert", {"call": said.call_id, "number": said.number, "alert": alert}


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
