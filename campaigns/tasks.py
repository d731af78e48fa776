"""What Beat wakes up for the campaigns."""

from celery import shared_task

from campaigns import dialer

TURN_SECONDS = 4.0
"""How long one tick goes on placing calls. Beat sends one every second, so that several dialers
overlap: while one settles, or waits for a slow provider, another places."""


@shared_task
def tick() -> None:
    """One round of the dialer, and its waves."""
    dialer.tick(seconds=TURN_SECONDS)
