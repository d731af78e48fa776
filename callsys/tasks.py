"""The instance's own tasks."""

from celery import shared_task

from accounts.grants import forget_old_grants
from callsys.api.idempotency import forget_old_keys
from callsys.health import beat_pulse
from notices.services import forget_old_notices
from outbox.services import forget_old_deliveries


@shared_task
def beat_heart() -> None:
    """Prove that Beat, the broker and a worker are alive."""
    beat_pulse()


@shared_task
def forget_old_rows() -> None:
    """Delete what nobody may ask for any more: old answers, ended sign-ins, delivered webhooks,
    old news."""
    forget_old_keys()
    forget_old_grants()
    forget_old_deliveries()
    forget_old_notices()
