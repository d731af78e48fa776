"""Sending in the background. The rows are the truth: a lost task costs one tick."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from outbox import courier

logger = logging.getLogger(__name__)


@shared_task
def deliver_due() -> None:
    """Send what is due."""
    courier.deliver_due()


def wake() -> None:
    """Have a worker send once this is committed. If the broker is away, the tick finds it."""

    def ask() -> None:
        try:
            deliver_due.delay()
        except OperationalError:
            logger.warning("no worker could be woken")

    transaction.on_commit(ask)
