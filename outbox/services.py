"""Telling other systems: written with what happened, sent after it."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization
from lib import outside
from lib.errors import DomainError, InvalidInput
from lib.sealing import seal
from outbox import tasks
from outbox.events import Event
from outbox.models import Delivery, Endpoint
from outbox.signing import new_secret

MOST_ENDPOINTS = 20


def create_endpoint(
    *, access: Access, url: str, events: Collection[str], description: str = ""
) -> Endpoint:
    """A new address, which must be public. Its `secret` signs what it is sent."""
    access.require("webhooks.edit")
    _require_public(url)
    if Endpoint.objects.visible_to(access).count() >= MOST_ENDPOINTS:
        raise DomainError("too_many_webhooks", _("There are as many webhooks as there may be."))
    return Endpoint.objects.create(
        organization=access.organization,
        url=url,
        events=sorted(set(events)),
        description=description.strip(),
        secret=seal(new_secret()),
    )


def update_endpoint(*, access: Access, endpoint: Endpoint, **fields: Any) -> Endpoint:
    """Change where or of what; making it active again forgets that it failed."""
    access.require("webhooks.edit")
    if "url" in fields:
        _require_public(fields["url"])
    if "events" in fields:
        fields["events"] = sorted(set(fields["events"]))
    if fields.get("is_active"):
        fields |= {"disabled_reason": "", "failing_since": None}
    for name, value in fields.items():
        setattr(endpoint, name, value)
    endpoint.save(update_fields=sorted(fields))
    return endpoint


def delete_endpoint(*, access: Access, endpoint: Endpoint) -> None:
    """Tell it nothing any more; what it was told is forgotten."""
    access.require("webhooks.edit")
    endpoint.delete()


def rotate_secret(*, access: Access, endpoint: Endpoint) -> Endpoint:
    """A new secret; the old one signs nothing any more."""
    access.require("webhooks.edit")
    endpoint.secret = seal(new_secret())
    endpoint.save(update_fields=["secret"])
    return endpoint


def publish(*, organization: Organization, event: Event, data: dict[str, Any]) -> int:
    """Queue an event for everybody who wants it; how many that is.

    To be called in the transaction of what happened: either both are there, or neither.
    """
    return publish_each(organization=organization, event=event, happenings=[data])


def publish_each(
    *, organization: Organization, event: Event, happenings: Iterable[dict[str, Any]]
) -> int:
    """The same for one event that happened several times."""
    wanting = list(
        Endpoint.objects.filter(
            organization=organization, is_active=True, events__contains=[event.value]
        )
    )
    return sum(len(_queue(wanting, event, data)) for data in happenings) if wanting else 0


def send_test(*, access: Access, endpoint: Endpoint) -> Delivery:
    """Queue a message that says nothing, so that the receiver can be tried."""
    access.require("webhooks.edit")
    return _queue([endpoint], Event.TEST, {"hello": access.organization.name})[0]


def replay_delivery(*, access: Access, delivery: Delivery) -> Delivery:
    """Send one again, now, under the same message id, whatever came of it before."""
    access.require("webhooks.edit")
    delivery.status = Delivery.Status.WAITING
    delivery.attempts, delivery.ended_at = 0, None
    delivery.next_attempt_at = timezone.now()
    delivery.save(update_fields=["status", "attempts", "ended_at", "next_attempt_at"])
    tasks.wake()
    return delivery


def forget_old_deliveries(*, older_than: dt.timedelta = dt.timedelta(days=30)) -> int:
    """Keep the log a month; how many rows went."""
    cutoff = timezone.now() - older_than
    ended = ~Q(status=Delivery.Status.WAITING)
    return Delivery.objects.filter(ended, created_at__lt=cutoff).delete()[0]


def _queue(endpoints: list[Endpoint], event: Event, data: dict[str, Any]) -> list[Delivery]:
    if not endpoints:
        return []
    now = timezone.now()
    made = Delivery.objects.bulk_create(
        Delivery(
            organization_id=endpoint.organization_id,
            endpoint=endpoint,
            event=event.value,
            happened_at=now,
            data=data,
            next_attempt_at=now,
        )
        for endpoint in endpoints
    )
    tasks.wake()
    return made


def _require_public(url: str) -> None:
    try:
        outside.find(url)
    except InvalidInput as error:
        raise InvalidInput(error.code, error.message, fields={"url": error.message}) from None
