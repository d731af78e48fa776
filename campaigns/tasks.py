"""What Beat wakes up for the campaigns."""

from celery import shared_task

from campaigns import dialer


@shared_task
def tick() -> None:
    """One round of the dialer."""
    dialer.tick()
