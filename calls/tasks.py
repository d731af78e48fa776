"""What is done about calls beside the requests."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from calls import deletions, recordings
from calls import reconcile as reconciling
from calls.aftermath import judge_silent_ends
from calls.findings import find_out
from calls.numbers import rest_numbers as judge_numbers
from calls.suppressed import end_suppressed as ending
from lib.clock import database_now

logger = logging.getLogger(__name__)


@shared_task
def reconcile() -> None:
    """Find out what no callback told us."""
    reconciling.sweep_leases()
    reconciling.find_out_unknown()
    reconciling.poll_silent()
    judge_silent_ends()


@shared_task
def fetch_recording(recording_id: int) -> None:
    """Bring one recording home."""
    recordings.fetch(recording_id=recording_id)


@shared_task
def sweep_recordings() -> None:
    """Have those fetched that nobody is at."""
    for recording_id in recordings.waiting_recordings(now=database_now()):
        fetch_recording.delay(recording_id)


@shared_task
def delete_recordings() -> None:
    """Have the provider delete what was erased here."""
    deletions.delete_due()


def fetch_soon(recording_id: int) -> None:
    """Have a worker fetch it; if the broker is away, the sweep finds it."""
    try:
        fetch_recording.delay(recording_id)
    except OperationalError:
        logger.warning("no worker could be woken", extra={"recording": recording_id})


@shared_task
def end_suppressed() -> None:
    """End calls under way to people who must not be contacted any more."""
    ending()


@shared_task
def rest_numbers() -> None:
    """Judge the numbers that we call with."""
    judge_numbers()


@shared_task
def analyse_calls() -> None:
    """Find out what the calls that are over came to."""
    find_out()
