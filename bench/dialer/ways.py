"""Ways to take ten targets to be called: ours, ours with the gate asked, and a common one."""

from collections.abc import Callable

from django.db import connection

from calls import gate
from calls.order import Order
from calls.trunks import trunk_for
from campaigns.claims import claim_due, held
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
    campaign = Campaign.objects.get(pk=campaign_id)
    return lambda: len(claim_due(campaign=campaign, limit=BATCH, now=database_now()))


def with_gate(campaign_id: int) -> Claim:
    """Ours, then the rows are locked and read, and the gate is asked, as before each call."""
    campaign = Campaign.objects.select_related("organization", "agent").get(pk=campaign_id)
    trunk = trunk_for(campaign.organization)

    def claim() -> int:
        now = database_now()
        targets = held(claim_due(campaign=campaign, limit=BATCH, now=now))
        orders = [
            Order(
                organization=campaign.organization,
                contact=target.contact,
                agent=campaign.agent,
                windows=campaign.windows,
                context={},
            )
            for target in targets
        ]
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
