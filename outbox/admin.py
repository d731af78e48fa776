"""Outgoing webhooks in the admin: looked at, and sent again through the service."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import access_as
from accounts.on_record import RecordAdmin
from accounts.permissions import Role
from outbox import services
from outbox.models import Delivery, Endpoint


@admin.register(Endpoint)
class EndpointAdmin(RecordAdmin):
    """Where other systems are told; never with what."""

    list_select_related = ("organization",)
    list_display = ("url", "organization", "is_active", "disabled_reason", "created_at")
    list_filter = ("is_active",)
    search_fields = ("url",)
    exclude = ("secret",)


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    """What was sent, newest first."""

    list_select_related = ("organization",)
    list_display = ("id", "organization", "event", "status", "attempts", "answered_status")
    list_filter = ("status", "event")
    ordering = ("-id",)
    actions = ("send_again",)

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        """Through the service, under the same message ids."""
        for delivery in deliveries.select_related("organization"):
            access = access_as(delivery.organization, Role.OWNER)
            services.replay_delivery(access=access, delivery=delivery)
        messages.success(request, _("On their way."))
