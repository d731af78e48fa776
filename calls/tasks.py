"""What Beat wakes up for the calls."""

from celery import shared_task

from calls import reconcile as reconciling
from calls.aftermath import judge_silent_ends


@shared_task
def reconcile() -> None:
    """Find out what no callback told us."""
    reconciling.sweep_leases()
    reconciling.find_out_unknown()
    reconciling.poll_silent()
    judge_silent_ends()
