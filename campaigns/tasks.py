"""What Beat wakes up for the campaigns."""

from celery import shared_task

from campaigns import alerts, audit, dialer, recurrence
from lib.clock import database_now

TURN_SECONDS = 4.0
"""How long one tick goes on placing calls. Beat sends one every second, so that several dialers
overlap: while one settles, or waits for a slow provider, another places."""


@shared_task
def tick() -> None:
    """One round of the dialer, and its waves."""
    dialer.tick(seconds=TURN_SECONDS)


@shared_task
def miss_promises() -> None:
    """Tell people of promised calls that nobody made."""
    alerts.tell_missed_promises(now=database_now())


@shared_task
def repeat(campaign_id: int) -> None:
    """Begin today's copy of a campaign that repeats."""
    recurrence.begin_occurrence(campaign_id)


@shared_task
def audit_ledger() -> None:
    """Hold the ledger against its rules, and show what breaks them as a metric."""
    audit.publish(audit.find_faults())
