"""Taking targets to be called, and giving back what nobody finished.

A claim is conditional and skips what others hold, so any number of dialers take different
targets. It carries a lease; the fence rises with every claim, and whoever writes later must show
the fence that they were given.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from calls.order import Callee
from campaigns.ledger import State
from campaigns.models import Campaign, Priority, Target
from lib.prepared import fetch

LEASE = dt.timedelta(seconds=15)

# Each priority is a stretch of the index `target_due`, in which those who are due stand first:
# however many wait for later, none of them is looked at. The limits are plain numbers: with one
# that it can't know, the planner prepares for all rows and reads the whole table.
#
# The commit does not wait for the disk. A claim that a crash of the database forgets has rung
# nobody, and what follows from it (the intent) is on the disk only with all that came before.
_CLAIM = f"""
    WITH promised AS (
        SELECT id FROM campaigns_target
        WHERE campaign_id = %(campaign)s::bigint AND priority = {Priority.PROMISED.value}
          AND state IN ('pending', 'waiting') AND next_attempt_at <= %(now)s::timestamptz
        ORDER BY next_attempt_at, id
        LIMIT {{limit:d}} FOR NO KEY UPDATE SKIP LOCKED
    ), others AS (
        SELECT id FROM campaigns_target
        WHERE campaign_id = %(campaign)s::bigint AND priority = {Priority.USUAL.value}
          AND state IN ('pending', 'waiting') AND next_attempt_at <= %(now)s::timestamptz
          AND (next_attempt_at, id) > (%(at)s::timestamptz, %(id)s::bigint)
        ORDER BY next_attempt_at, id
        LIMIT {{limit:d}} FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE campaigns_target AS target
    SET state = 'claimed', fence = fence + 1, lease_until = %(lease)s::timestamptz
    FROM contacts_contact AS contact,
         (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
    WHERE target.id = ANY (ARRAY(
        SELECT id FROM (SELECT id FROM promised UNION ALL SELECT id FROM others) AS due
        LIMIT {{limit:d}}
    )) AND contact.id = target.contact_id
    RETURNING target.id, target.fence, contact.id, contact.e164, contact.time_zone,
              target.priority, target.next_attempt_at
"""  # noqa: S608  (two numbers of an enumeration)

_HELD = """
    SELECT target.id FROM campaigns_target AS target
    JOIN unnest(%(targets)s::bigint[], %(fences)s::int[]) AS claim (id, fence)
      ON target.id = claim.id AND target.fence = claim.fence
    WHERE target.state = 'claimed'
    ORDER BY target.id
    FOR NO KEY UPDATE OF target
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
    """A target that is ours as long as its fence is this one, and whom it is to call."""

    pk: int
    fence: int
    callee: Callee


_FRONT = (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), 0)

AT_MOST = dt.timedelta(seconds=1)
"""For so long a dialer goes on from where it stands in a queue; then it begins at its front."""


class Queue:
    """Those of one campaign who wait to be called, as one dialer goes along them.

    The index holds those who were taken until it is vacuumed, and who begins at its front each
    time walks past all of them. So a claim goes on where the last one ended. Whoever came back to
    a place before that is seen when the queue is looked at from its front: after a second, or as
    soon as nobody else is due.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._place, self._from_front_at = _FRONT, _FRONT[0]

    def claim(self, *, limit: int, now: dt.datetime) -> list[Claim]:
        """Up to `limit` whose time has come, by priority and then by how long they waited."""
        if now - self._from_front_at > AT_MOST:
            self._place = _FRONT
        if self._place is _FRONT:
            self._from_front_at = now
        found = self._take(limit, now)
        if not found and self._place is not _FRONT:
            self._place, self._from_front_at = _FRONT, now
            found = self._take(limit, now)
        return found

    def _take(self, limit: int, now: dt.datetime) -> list[Claim]:
        at, pk = self._place
        values = {
            "campaign": self._campaign.pk,
            "now": now,
            "lease": now + LEASE,
            "at": at,
            "id": pk,
        }
        rows = fetch(_CLAIM.format(limit=limit), values)
        usual = [(row[6], row[0]) for row in rows if row[5] == Priority.USUAL]
        self._place = max(usual, default=self._place)
        return [Claim(row[0], row[1], Callee(*row[2:5])) for row in rows]


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


def held(claims: Sequence[Claim]) -> list[Claim]:
    """Those that are still ours, locked until the end of the transaction, by their ids."""
    values = {
        "targets": [claim.pk for claim in claims],
        "fences": [claim.fence for claim in claims],
    }
    ours = {pk for (pk,) in fetch(_HELD, values)}
    return sorted(claim for claim in claims if claim.pk in ours)


def sweep_claims(*, now: dt.datetime) -> int:
    """Free the claims whose dialer died before it wrote a call: nobody was rung for them."""
    return Target.objects.filter(state=State.CLAIMED, lease_until__lt=now).update(
        state=State.WAITING, reason="released", lease_until=None
    )
