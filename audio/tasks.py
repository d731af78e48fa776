"""What Beat wakes up for the sound."""

from celery import shared_task

from audio.services import sweep as sweep_clips
from lib.clock import database_now


@shared_task
def sweep() -> None:
    """Keep the cache fresh and small."""
    sweep_clips(now=database_now())
