"""What Beat wakes up for the reports."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from lib.clock import database_now
from reports import rollup, sending

logger = logging.getLogger(__name__)


@shared_task
def fold() -> None:
    """Take in what changed, until little is left."""
    while rollup.fold() == rollup.BATCH:
        pass


@shared_task
def send_reports() -> None:
    """Plan the scheduled reports that are due, and send what is planned."""
    sending.plan_due(now=database_now())
    sending.send_waiting()


def wake() -> None:
    """Have a worker send once this is committed. If the broker is away, the tick finds it."""

    def ask() -> None:
        try:
            send_reports.delay()
        except OperationalError:
            logger.warning("no worker could be woken")

    transaction.on_commit(ask)
