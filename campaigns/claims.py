"""Taking targets to be called, and giving back what nobody finished.

A claim is conditional and skips what others hold, so any number of dialers take different
targets. It carries a lease; the fence rises with every claim, and whoever writes later must show
the fence that they were given.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection, transaction

from campaigns.ledger import State
from campaigns.models import Campaign, Priority, Target

LEASE = dt.timedelta(seconds=15)

# Each priority is a stretch of the index `target_due`, in which those who are due stand first:
# however many wait for later, none of them is looked at. Both limits are plain numbers: with one
# that it can't know, the planner prepares for all rows and reads the whole table.
_CLAIM = """
    WITH promised AS (
        SELECT id FROM campaigns_target
        WHERE campaign_id = %(campaign)s AND priority = %(promised)s
          AND state IN ('pending', 'waiting') AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id
        LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    ), others AS (
        SELECT id FROM campaigns_target
        WHERE campaign_id = %(campaign)s AND priority = %(usual)s
          AND state IN ('pending', 'waiting') AND next_attempt_at <= %(now)s
        ORDER BY next_attempt_at, id
        LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE campaigns_target
    SET state = 'claimed', fence = fence + 1, lease_until = %(lease)s
    WHERE id = ANY (ARRAY(
        SELECT id FROM (SELECT id FROM promised UNION ALL SELECT id FROM others) AS due
        LIMIT %(limit)s
    ))
    RETURNING id, fence
"""

_GIVE_BACK = """
    UPDATE campaigns_target AS target
    SET state = 'waiting', lease_until = NULL,
        reason = COALESCE(%(reason)s::text, reason),
        next_attempt_at = COALESCE(%(at)s::timestamptz, next_attempt_at)
    FROM unnest(%(targets)s::bigint[], %(fences)s::int[]) AS claim (id, fence)
    WHERE target.id = claim.id AND target.fence = claim.fence AND target.state = 'claimed'
"""


class Claim(NamedTuple):
    """A target that is ours as long as its fence is this one."""

    pk: int
    fence: int


def claim_due(*, campaign: Campaign, limit: int, now: dt.datetime) -> list[Claim]:
    """Up to `limit` targets whose time has come, by priority and then by how long they waited."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "campaign": campaign.pk,
                "now": now,
                "limit": limit,
                "lease": now + LEASE,
                "promised": Priority.PROMISED.value,
                "usual": Priority.USUAL.value,
            },
        )
        return [Claim(*row) for row in cursor.fetchall()]


def give_back(
    claims: Sequence[Claim], *, reason: str | None = None, at: dt.datetime | None = None
) -> None:
    """Put claimed targets back, for another reason or to another time where one is given. Else
    they keep their place among those who wait. A stale fence writes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            _GIVE_BACK,
            {
                "targets": [claim.pk for claim in claims],
                "fences": [claim.fence for claim in claims],
                "reason": reason,
                "at": at,
            },
        )


@transaction.atomic
def held(claims: Sequence[Claim]) -> list[Target]:
    """Those whose claim is still ours, locked, with their contacts, in the order of their ids."""
    fences = dict(claims)
    locked = (
        Target.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contact")
        .filter(pk__in=fences, state=State.CLAIMED)
        .order_by("pk")
    )
    return [target for target in locked if target.fence == fences[target.pk]]


def sweep_claims(*, now: dt.datetime) -> int:
    """Free the claims whose dialer died before it wrote a call: nobody was rung for them."""
    return Target.objects.filter(state=State.CLAIMED, lease_until__lt=now).update(
        state=State.WAITING, reason="released", lease_until=None
    )
