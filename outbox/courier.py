"""Carries deliveries out: claim, send, record.

A claim moves `next_attempt_at` beyond the longest that sending can take, so a courier that dies
leaves its deliveries to the next one. The receiver may so be told twice, never not at all; it
knows a repetition by the message's id.
"""

import datetime as dt
import json
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lib import outside
from lib.errors import InvalidInput
from notices.services import notify
from outbox.backoff import DISABLED_AFTER, wait_after
from outbox.models import Delivery, Endpoint
from outbox.signing import headers_for

logger = logging.getLogger(__name__)

SECONDS = 10.0
"""For a receiver to answer, all in all."""
LEASE = dt.timedelta(seconds=60)
BATCH = 50
_AT_ONCE = 10
_CHANCE = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of one attempt; `status` is None where there was no answer."""

    status: int | None
    said: str

    @property
    def is_fine(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def deliver_due() -> int:
    """Send all that is due; how many attempts were made."""
    made = 0
    while claimed := _claim():
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as threads:
            receipts = list(threads.map(_send, claimed))
        for delivery, receipt in zip(claimed, receipts, strict=True):
            _record(delivery, receipt)
        made += len(claimed)
    return made


@transaction.atomic
def _claim() -> list[Delivery]:
    now = timezone.now()
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status=Delivery.Status.WAITING, next_attempt_at__lte=now)
        .select_related("endpoint", "organization")
        .order_by("next_attempt_at")[:BATCH]
    )
    claimed = list(due)
    for delivery in claimed:
        delivery.attempts += 1
        delivery.next_attempt_at = now + LEASE
    Delivery.objects.bulk_update(claimed, ["attempts", "next_attempt_at"])
    return claimed


def _send(delivery: Delivery) -> Receipt:
    """No database here: it runs in a thread of its own."""
    body = body_of(delivery)
    endpoint = delivery.endpoint
    headers = headers_for(
        secret=endpoint.secret.reveal(),
        message_id=str(delivery.message_id),
        timestamp=int(timezone.now().timestamp()),
        body=body,
    )
    headers |= {"Content-Type": "application/json", "User-Agent": "Callsys-Webhooks/1"}
    try:
        answer = outside.ask("POST", endpoint.url, body=body, headers=headers, seconds=SECONDS)
    except outside.Unreachable as error:
        return Receipt(None, str(error))
    except InvalidInput as error:  # the name leads into our network now
        return Receipt(None, error.code)
    return Receipt(answer.status, answer.body[:500].decode("utf-8", "replace").replace("\0", ""))


def body_of(delivery: Delivery) -> bytes:
    """`{"type", "timestamp", "data"}`, as Standard Webhooks recommends it; the same bytes at
    each attempt."""
    message = {
        "type": delivery.event,
        "timestamp": delivery.happened_at.isoformat(),
        "data": delivery.data,
    }
    return json.dumps(message, ensure_ascii=False, sort_keys=True).encode()


@transaction.atomic
def _record(delivery: Delivery, receipt: Receipt) -> None:
    now = timezone.now()
    changes: dict[str, object] = {
        "answered_status": receipt.status,
        "answer": receipt.said[:500],
    }
    wait = wait_after(delivery.attempts, chance=_CHANCE)
    if receipt.is_fine or receipt.status == 410 or wait is None:
        status = Delivery.Status.DELIVERED if receipt.is_fine else Delivery.Status.FAILED
        changes |= {"status": status, "ended_at": now, "next_attempt_at": None}
    else:
        changes["next_attempt_at"] = now + wait
    # An attempt whose lease ran out, or that was asked for again, is somebody else's by now.
    mine = Delivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, next_attempt_at=delivery.next_attempt_at
    )
    if not mine.update(**changes):
        return
    if receipt.is_fine:
        Endpoint.objects.filter(pk=delivery.endpoint_id).exclude(failing_since=None).update(
            failing_since=None
        )
    elif "ended_at" in changes:
        _give_up(delivery, receipt, now)


def _give_up(delivery: Delivery, receipt: Receipt, now: dt.datetime) -> None:
    """Count against the endpoint; one that is gone, or fails for days, is disabled."""
    endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    endpoint.failing_since = endpoint.failing_since or delivery.created_at
    is_gone = receipt.status == 410
    if endpoint.is_active and (is_gone or now - endpoint.failing_since >= DISABLED_AFTER):
        endpoint.is_active = False
        endpoint.disabled_reason = "gone" if is_gone else "failing"
        notify(organization=endpoint.organization, kind="webhook_disabled", url=endpoint.url)
    endpoint.save(update_fields=["failing_since", "is_active", "disabled_reason"])
    logger.warning("webhook given up", extra={"delivery": delivery.pk})
