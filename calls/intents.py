"""The rows of calls that are about to be sent: many at once, one statement a step."""

import datetime as dt
import json
from collections.abc import Collection, Sequence

from django.core.serializers.json import DjangoJSONEncoder

from calls.models import Call
from lib.prepared import fetch

_INTEND = """
    INSERT INTO calls_call (
        organization_id, contact_id, agent_id, trunk_id, token, provider_id, to_number, from_number,
        context, on_machine, line, status, fence, lease_until, gate, outcome, summary, error_code,
        answered_by, last_said, created_at
    )
    SELECT call.organization, call.contact, call.agent, call.trunk, call.token, '',
           call.callee, call.caller, call.context::jsonb, call.on_machine, call.line, 'intent', 0,
           call.lease_until, call.gate::jsonb, '', '', '', '', '', clock_timestamp()
    FROM unnest(
        %(organizations)s::bigint[], %(contacts)s::bigint[], %(agents)s::bigint[],
        %(trunks)s::bigint[], %(leases)s::timestamptz[],
        %(tokens)s::text[], %(callees)s::text[], %(callers)s::text[], %(contexts)s::text[],
        %(on_machine)s::text[], %(lines)s::text[], %(gates)s::text[]
    ) WITH ORDINALITY AS call (
        organization, contact, agent, trunk, lease_until, token, callee, caller, context,
        on_machine, line, gate, place
    )
    ORDER BY call.place
    RETURNING token, id
"""

_STANDING = """
    SELECT call.id FROM calls_call AS call
    JOIN unnest(%(calls)s::bigint[], %(fences)s::int[]) AS plan (id, fence)
      ON call.id = plan.id AND call.fence = plan.fence
    WHERE call.status = 'intent'
    ORDER BY call.id
    FOR NO KEY UPDATE OF call
"""

_SENDING = """
    UPDATE calls_call
    SET status = 'sending', fence = fence + 1, lease_until = %(until)s::timestamptz
    WHERE id = ANY (%(calls)s::bigint[])
    RETURNING id
"""


def write(calls: Sequence[Call]) -> None:
    """Write calls that are intents, and give each its id."""
    if not calls:
        return
    rows = fetch(
        _INTEND,
        {
            "trunks": [call.trunk_id for call in calls],
            "leases": [call.lease_until for call in calls],
            "organizations": [call.organization_id for call in calls],
            "contacts": [call.contact_id for call in calls],
            "agents": [call.agent_id for call in calls],
            "tokens": [call.token for call in calls],
            "callees": [call.to_number for call in calls],
            "callers": [call.from_number for call in calls],
            "contexts": [json.dumps(call.context, cls=DjangoJSONEncoder) for call in calls],
            "on_machine": [call.on_machine for call in calls],
            "lines": [call.line for call in calls],
            "gates": [json.dumps(call.gate) for call in calls],
        },
    )
    ids = dict(rows)
    for call in calls:
        call.pk, call._state.adding = ids[call.token], False


def lock(calls: Sequence[tuple[int, int]]) -> set[int]:
    """Which of these (id, fence) are intents still, with that fence; locked."""
    values = {"calls": [pk for pk, _fence in calls], "fences": [fence for _pk, fence in calls]}
    return {pk for (pk,) in fetch(_STANDING, values)}


def mark_sending(calls: Collection[int], *, lease_until: dt.datetime) -> None:
    """From here on none of these is ever sent again."""
    fetch(_SENDING, {"calls": list(calls), "until": lease_until})
