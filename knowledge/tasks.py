"""Documents in the background."""

import datetime as dt
import logging

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from kombu.exceptions import OperationalError

from knowledge import services
from knowledge.models import Document
from lib.clock import database_now

logger = logging.getLogger(__name__)

LOST_AFTER = dt.timedelta(minutes=2)
EMBED_AGAIN_AFTER = dt.timedelta(hours=1)


@shared_task
def index_document(document_id: int) -> None:
    """Make one document findable."""
    services.index_document(document_id=document_id)


@shared_task
def index_waiting() -> None:
    """Come back for what nobody read, and for what has no vectors yet."""
    now = database_now()
    lost = Q(status=Document.Status.PENDING) & (
        Q(checked_at__lt=now - LOST_AFTER) | Q(checked_at=None, created_at__lt=now - LOST_AFTER)
    )
    for document in Document.objects.filter(lost)[: services.MOST_AT_ONCE]:
        services.index_document(document_id=document.pk)
    bare = Document.objects.filter(
        status=Document.Status.READY, embedder="", checked_at__lt=now - EMBED_AGAIN_AFTER
    )
    for document in bare[: services.MOST_AT_ONCE]:
        Document.objects.filter(pk=document.pk).update(checked_at=now)
        services.embed_document(document_id=document.pk)


def wake_for(document_id: int) -> None:
    """Have a worker read it once it is committed. If the broker is away, the sweep finds it."""

    def wake() -> None:
        try:
            index_document.delay(document_id)
        except OperationalError:
            logger.warning("no worker could be woken", extra={"document": document_id})

    transaction.on_commit(wake)
