"""What other systems are told: where, of what, and what came of telling them."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from lib.sealing import SealedField
from outbox.events import Event


class Endpoint(models.Model):
    """An address of an organisation's, and which events it wants to hear of.

    `secret` signs what is sent, so it is kept sealed and not as a digest. `failing_since` is when
    the first delivery of an unbroken row of failures was given up.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="webhooks"
    )
    url = models.URLField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=120, blank=True)
    events = ArrayField(
        models.CharField(max_length=40, choices=Event.choices), verbose_name=_("events")
    )
    secret = SealedField()
    is_active = models.BooleanField(_("active"), default=True)
    disabled_reason = models.CharField(_("disabled because"), max_length=200, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing webhook")
        verbose_name_plural = _("outgoing webhooks")

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event for one endpoint, from the transaction in which it happened until it was
    delivered or given up.

    `message_id` stays the same through all attempts, so the receiver can tell a repetition.
    `next_attempt_at` is both the plan and the lease: whoever takes a delivery moves it on first.
    """

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid.uuid4, editable=False)
    event = models.CharField(_("event"), max_length=40, choices=Event.choices)
    happened_at = models.DateTimeField(_("happened"))
    data: "models.JSONField[dict[str, Any]]" = models.JSONField(
        _("data"), default=dict, encoder=DjangoJSONEncoder
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    answered_status = models.PositiveIntegerField(_("answer"), null=True, blank=True)
    answer = models.CharField(_("what it said"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("queued"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["organization", "-id"], name="delivery_newest"),
            models.Index(
                fields=["next_attempt_at"], name="delivery_due", condition=Q(status="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.endpoint_id}"
