"""Taking in what a provider said of a call: one read, one write, and no lock held in between.

The write holds only if the call still is as it was read, and the report was not taken in before;
it keeps the report in the same statement. Else the call is read again.
"""

import datetime as dt
import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calls import trunks
from calls.lifecycle import RUNG_AND_ENDED, TERMINAL, Status, advance
from calls.models import Call, CallEvent
from calls.services import OUTCOME_OF_STATUS, tell_of
from lib.clock import database_now
from lib.errors import NotFound
from lib.prepared import fetch
from providers.telephony.base import CallReport, LineReport

_WRITE = """
    WITH moved AS (
        UPDATE calls_call
        SET status = %(status)s::text, provider_id = %(provider_id)s::text,
            sent_at = %(sent_at)s::timestamptz, ringing_at = %(ringing_at)s::timestamptz,
            answered_at = %(answered_at)s::timestamptz, ended_at = %(ended_at)s::timestamptz,
            lease_until = %(lease_until)s::timestamptz, duration = %(duration)s::int,
            answered_by = %(answered_by)s::text, error_code = %(error_code)s::text,
            outcome = CASE WHEN outcome = '' THEN %(outcome)s::text ELSE outcome END
        WHERE id = %(call)s::bigint AND status = %(seen_status)s::text
          AND provider_id = %(seen_id)s::text
          AND NOT EXISTS (
              SELECT 1 FROM calls_callevent
              WHERE call_id = %(call)s::bigint AND source = %(source)s::text AND key = %(key)s::text
          )
        RETURNING id
    )
    INSERT INTO calls_callevent (call_id, source, key, status, occurred_at, received_at, data)
    SELECT id, %(source)s::text, %(key)s::text, %(reported)s::text,
           %(occurred_at)s::timestamptz, clock_timestamp(), %(data)s::jsonb
    FROM moved
    ON CONFLICT (call_id, source, key) DO NOTHING
    RETURNING id
"""

_READ_FIELDS = (
    *("id", "organization_id", "contact_id", "agent_id", "trunk_id", "token", "status"),
    *("provider_id", "sent_at", "ringing_at", "answered_at", "ended_at", "lease_until"),
    *("duration", "answered_by", "error_code", "outcome"),
)
_READ = f"SELECT {', '.join(_READ_FIELDS)} FROM calls_call WHERE token = %(token)s::text"  # noqa: S608


def apply_report(*, token: str, report: CallReport) -> None:
    """Take in what a provider said of the call that bears this token.

    A repeated report changes nothing; a late one is kept as an event and absorbed by the
    lifecycle. NotFound for a token that is none of ours.
    """
    while True:
        call = _read(token)
        seen = (call.status, call.provider_id)
        _learn(call, report)
        if _write(call, seen, report):
            _hang_up_stranger(call, report.provider_id)
            tell_of(call)
            return
        known = CallEvent.objects.filter(call=call, source=report.source, key=report.key)
        if known.exists():
            return


def keep_report(*, token: str, report: LineReport) -> None:
    """Keep what a provider said of what runs beside a call. It moves no call; said again, it
    changes nothing. NotFound for a token that is none of ours."""
    call = Call.objects.filter(token=token).only("pk").first()
    if call is None:
        raise NotFound("call_unknown", _("There is no such call."))
    CallEvent.objects.bulk_create(
        [
            CallEvent(
                call=call,
                source=report.source,
                key=report.key[:100],
                occurred_at=report.occurred_at,
                data=dict(report.data),
            )
        ],
        ignore_conflicts=True,
    )


def _read(token: str) -> Call:
    """What a report can change of a call, and what those who watch it are told; no more."""
    rows = fetch(_READ, {"token": token})
    if not rows:
        raise NotFound("call_unknown", _("There is no such call."))
    return Call(**dict(zip(_READ_FIELDS, rows[0], strict=True)))


def _learn(call: Call, report: CallReport) -> None:
    """Move the call by the report, in memory. The first provider id wins."""
    call.provider_id = call.provider_id or report.provider_id
    _move(call, Status(report.status), report.occurred_at)
    call.duration = report.duration if report.duration is not None else call.duration
    call.answered_by = report.answered_by or call.answered_by
    call.error_code = report.error_code or call.error_code


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


def _write(call: Call, seen: tuple[str, str], report: CallReport) -> bool:
    """Whether the call still was as it was seen, and the report is new."""
    values = {
        "call": call.pk,
        "seen_status": seen[0],
        "seen_id": seen[1],
        "status": str(call.status),
        "provider_id": call.provider_id,
        "sent_at": call.sent_at,
        "ringing_at": call.ringing_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "lease_until": call.lease_until,
        "duration": call.duration,
        "answered_by": call.answered_by,
        "error_code": call.error_code,
        "outcome": str(call.outcome),
        "source": report.source,
        "key": report.key,
        "reported": str(report.status),
        "occurred_at": report.occurred_at,
        "data": json.dumps({**report.data, "provider_id": report.provider_id}),
    }
    return bool(fetch(_WRITE, values))


def _hang_up_stranger(call: Call, provider_id: str) -> None:
    """Another id under the same token is a second ring: ended at once."""
    if not provider_id or provider_id == call.provider_id:
        return
    trunk = call.trunk
    transaction.on_commit(lambda: trunks.open_for(trunk).hang_up(provider_id))
