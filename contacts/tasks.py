"""What is done to contacts in the background."""

import logging

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from contacts import services
from contacts.finding import refresh_blocks
from contacts.models import SuppressionSet
from contacts.services import suppression_sets
from contacts.services.bulk_acts import run_bulk_act, waiting_bulk_acts
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
def do_bulk_act(act_id: int) -> None:
    """Do something to everybody who was chosen."""
    run_bulk_act(act_id=act_id)


@shared_task
def sweep_bulk_acts() -> None:
    """Go on with what a worker left."""
    for act_id in waiting_bulk_acts():
        do_bulk_act.delay(act_id)


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
    _wake(read_suppression_set, set_id)


def wake_for_bulk_act(act_id: int) -> None:
    """Have a worker do it once it is committed. If the broker is away, the sweep does."""
    _wake(do_bulk_act, act_id)


def wake_for(import_id: int) -> None:
    """Have a worker read this import once it is committed. If the broker is away, the sweep
    finds it."""
    _wake(read_import, import_id)


def _wake(task: "Task[[int], None]", pk: int) -> None:
    def wake() -> None:
        try:
            task.delay(pk)
        except OperationalError:
            logger.warning("no worker could be woken", extra={"task": task.name, "id": pk})

    transaction.on_commit(wake)
