"""Taking targets to be called, and giving back what nobody finished.

A claim is conditional and skips what others hold, so any number of dialers take different
targets. It carries a lease; the fence rises with every claim, and whoever writes later must show
the fence that they were given.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from campaigns.ledger import State
from campaigns.models import Campaign, Target

LEASE = dt.timedelta(seconds=15)

_CLAIM = """
    WITH due AS (
        SELECT id FROM campaigns_target
        WHERE campaign_id = %(campaign)s
          AND state IN ('pending', 'waiting')
          AND next_attempt_at <= %(now)s
        ORDER BY priority DESC, next_attempt_at, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE campaigns_target AS target
    SET state = 'claimed', fence = fence + 1, lease_until = %(lease)s
    FROM due WHERE target.id = due.id
    RETURNING target.id
"""


def claim_due(*, campaign: Campaign, limit: int, now: dt.datetime) -> list[Target]:
    """Up to `limit` targets whose time has come, by priority and then by how long they waited."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {"campaign": campaign.pk, "now": now, "limit": limit, "lease": now + LEASE},
        )
        claimed = [row[0] for row in cursor.fetchall()]
    targets = Target.objects.filter(pk__in=claimed).select_related("contact")
    return sorted(targets, key=lambda target: claimed.index(target.pk))


def give_back(targets: Sequence[Target], *, reason: str, at: dt.datetime) -> None:
    """Put claimed targets back, to be called not before `at`. A stale fence writes nothing."""
    for target in targets:
        Target.objects.filter(pk=target.pk, state=State.CLAIMED, fence=target.fence).update(
            state=State.WAITING, reason=reason, next_attempt_at=at, lease_until=None
        )


def sweep_claims(*, now: dt.datetime) -> int:
    """Free the claims whose dialer died before it wrote a call: nobody was rung for them."""
    return Target.objects.filter(state=State.CLAIMED, lease_until__lt=now).update(
        state=State.WAITING, reason="released", next_attempt_at=now, lease_until=None
    )
