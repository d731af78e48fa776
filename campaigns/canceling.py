"""Taking everybody who still waits out of a campaign that is over, some thousand at a time: nobody
else waits long for a row, however many they are."""

from campaigns.ledger import State
from campaigns.models import Campaign
from lib.prepared import fetch

BATCH = 5000
AT_ONCE = 10
"""Batches of one turn: whoever cancels a campaign of a million has the dialer do the rest."""

_CANCEL = f"""
    UPDATE campaigns_target
    SET state = '{State.CANCELED}', reason = %(reason)s::text, next_attempt_at = NULL,
        settled_at = clock_timestamp()
    WHERE id = ANY (ARRAY(
        SELECT id FROM campaigns_target
        WHERE campaign_id = %(campaign)s::bigint AND state IN ('pending', 'waiting')
        LIMIT {BATCH} FOR NO KEY UPDATE SKIP LOCKED
    ))
    RETURNING id
"""  # noqa: S608  (words of an enumeration and a number)


def cancel_waiting(campaign: Campaign, *, reason: str) -> None:
    """Cancel up to BATCH × AT_ONCE of those who wait; each batch is a transaction of its own,
    unless the caller has one open."""
    for _batch in range(AT_ONCE):
        if len(fetch(_CANCEL, {"campaign": campaign.pk, "reason": reason})) < BATCH:
            return
