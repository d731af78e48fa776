"""Writing e-mails in the background. The rows are the truth: a lost task costs one tick."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from notices import mail

logger = logging.getLogger(__name__)


@shared_task
def mail_due() -> None:
    """Write what is due."""
    mail.mail_due()


def wake() -> None:
    """Have a worker write once this is committed. If the broker is away, the tick finds it."""

    def ask() -> None:
        try:
            mail_due.delay()
        except OperationalError:
            logger.warning("no worker could be woken")

    transaction.on_commit(ask)
