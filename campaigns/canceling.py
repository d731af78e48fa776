"""Taking out of a campaign who still waits: everybody when it is over, some thousand at a time, so
that nobody else waits long for a row, however many they are; or those of one list."""

from django.db import connection

from campaigns.ledger import State
from campaigns.models import Campaign, Priority
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

_CANCEL_OF_LIST = f"""
    UPDATE campaigns_target AS target
    SET state = '{State.CANCELED}', reason = %(reason)s::text, next_attempt_at = NULL,
        settled_at = clock_timestamp()
    WHERE campaign_id = %(campaign)s::bigint AND state IN ('pending', 'waiting')
        AND from_list_id = %(list)s::bigint AND priority = {Priority.USUAL}
        AND NOT EXISTS (
            SELECT FROM contacts_listentry AS entry JOIN campaigns_campaign_lists AS chosen
                ON chosen.contactlist_id = entry.contact_list_id
            WHERE entry.contact_id = target.contact_id
                AND chosen.campaign_id = %(campaign)s::bigint
        )
"""  # noqa: S608  (words of enumerations)


def cancel_waiting(campaign: Campaign, *, reason: str) -> None:
    """Cancel up to BATCH × AT_ONCE of those who wait; each batch is a transaction of its own,
    unless the caller has one open."""
    for _batch in range(AT_ONCE):
        if len(fetch(_CANCEL, {"campaign": campaign.pk, "reason": reason})) < BATCH:
            return


def cancel_of_list(campaign: Campaign, contact_list: int, *, reason: str) -> None:
    """Cancel those who wait, who came in by this list and are on no list that is left, and to
    whom nothing was promised."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CANCEL_OF_LIST, {"campaign": campaign.pk, "list": contact_list, "reason": reason}
        )
