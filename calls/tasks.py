"""What Beat wakes up for the calls."""

from celery import shared_task

from calls import reconcile as reconciling


@shared_task
def reconcile() -> None:
    """Find out what no callback told us."""
    reconciling.sweep_leases()
    reconciling.find_out_unknown()
    reconciling.poll_silent()
