"""Ways to take ten targets to be called: ours, ours with the gate asked, and a common one."""

from collections.abc import Callable

from django.db import connection

from calls import gate
from calls.trunks import trunk_for
from campaigns.claims import Queue
from campaigns.intents import orders_of
from campaigns.models import Campaign
from lib.clock import database_now

BATCH = 10

Claim = Callable[[], int]

_AT_RANDOM = """
    UPDATE campaigns_target SET state = 'claimed'
    WHERE id IN (
        SELECT id FROM campaigns_target
        WHERE campaign_id = %s AND state = 'pending'
        ORDER BY random() LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""


def by_keyset(campaign_id: int) -> Claim:
    """Ours: by priority and due time, with lease and fence."""
    queue = Queue(Campaign.objects.get(pk=campaign_id))
    return lambda: len(queue.claim(limit=BATCH, now=database_now()))


def with_gate(campaign_id: int) -> Claim:
    """Ours, and the gate is asked for each."""
    chosen = Campaign.objects.select_related("organization", "agent", "agent_version")
    campaign = chosen.get(pk=campaign_id)
    trunk, queue = trunk_for(campaign.organization), Queue(campaign)

    def claim() -> int:
        now = database_now()
        orders = orders_of(campaign, queue.claim(limit=BATCH, now=now))
        return sum(verdict.allowed for verdict in gate.ask(orders, trunk=trunk, now=now))

    return claim


def at_random(campaign_id: int) -> Claim:
    """The whole queue is put into random order for each batch: a claim often seen."""

    def claim() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_AT_RANDOM, [campaign_id, BATCH])
            return int(cursor.rowcount)

    return claim


WAYS: dict[str, Callable[[int], Claim]] = {
    "keyset": by_keyset,
    "gate": with_gate,
    "random": at_random,
}
