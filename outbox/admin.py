"""Outgoing webhooks in the admin: looked at, and sent again through the service."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from accounts.access import access_as
from accounts.permissions import Role
from outbox import services
from outbox.models import Delivery, Endpoint


class _OnRecord(ModelAdmin):  # type: ignore[misc]
    """Looked at only."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_select_related = ("organization",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Endpoint)
class EndpointAdmin(_OnRecord):
    """Where other systems are told; never with what."""

    list_display = ("url", "organization", "is_active", "disabled_reason", "created_at")
    list_filter = ("is_active",)
    search_fields = ("url",)
    exclude = ("secret",)


@admin.register(Delivery)
class DeliveryAdmin(_OnRecord):
    """What was sent, newest first."""

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
