"""The instance's own tasks."""

from celery import shared_task

from callsys.health import beat_pulse


@shared_task
def beat_heart() -> None:
    """Prove that Beat, the broker and a worker are alive."""
    beat_pulse()
