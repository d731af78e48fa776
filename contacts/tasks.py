"""Imports in the background."""

import logging

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from contacts import services
from contacts.finding import refresh_blocks
from contacts.models import SuppressionSet
from contacts.services import suppression_sets
from contacts.services.imports import waiting_imports

logger = logging.getLogger(__name__)


@shared_task
def read_import(import_id: int) -> None:
    """Read one import to its end."""
    services.run_import(import_id=import_id)


@shared_task
def sweep_imports() -> None:
    """Wake a worker for every import that nobody is at: its own was lost, or killed."""
    for import_id in waiting_imports():
        read_import.delay(import_id)


@shared_task
def refresh_search() -> None:
    """Write anew what is searched of contacts that have changed."""
    refresh_blocks()


@shared_task
def read_suppression_set(set_id: int) -> None:
    """Put a list of others in force."""
    suppression_sets.read_suppression_set(set_id=set_id)


@shared_task
def sweep_suppression_sets() -> None:
    """Read the lists whose worker never came."""
    waiting = SuppressionSet.objects.filter(status=SuppressionSet.Status.PENDING)
    for set_id in waiting.values_list("pk", flat=True):
        read_suppression_set.delay(set_id)


@shared_task
def forget_what_is_old() -> None:
    """Delete what organisations no longer keep."""
    services.forget_what_is_old()


def wake_for_set(set_id: int) -> None:
    """Have a worker read this list once it is committed. If the broker is away, the sweep does."""

    def wake() -> None:
        try:
            read_suppression_set.delay(set_id)
        except OperationalError:
            logger.warning("no worker could be woken", extra={"suppression_set": set_id})

    transaction.on_commit(wake)


def wake_for(import_id: int) -> None:
    """Have a worker read this import once it is committed. If the broker is away, the sweep
    finds it."""

    def wake() -> None:
        try:
            read_import.delay(import_id)
        except OperationalError:
            logger.warning("no worker could be woken", extra={"import": import_id})

    transaction.on_commit(wake)
