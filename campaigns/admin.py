"""Campaigns in the admin: looked at, and stopped or started through the services."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator

from accounts.models import User
from campaigns import emergency, services
from campaigns.ledger import State, explain
from campaigns.models import Campaign, EmergencyStop, Target
from lib.errors import DomainError


@admin.register(Campaign)
class CampaignAdmin(ModelAdmin):  # type: ignore[misc]
    """What a campaign is may be changed on its page; here, only what it does."""

    list_display = ("name", "organization", "status", "agent", "created_at", "started_at")
    list_filter = ("status", "purpose")
    list_select_related = ("organization", "agent")
    search_fields = ("name",)
    show_full_result_count = False
    actions = ("start", "pause", "resume", "cancel")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A campaign is made where its rules are asked: on its page or by the API."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """What was called stays on record."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Campaign | None = None) -> list[str]:
        """All of it: a campaign changes through its services alone."""
        return [field.name for field in Campaign._meta.get_fields() if not field.auto_created]

    @admin.action(description=_("Start"), permissions=["change"])
    def start(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, queryset, services.start_campaign)

    @admin.action(description=_("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, queryset, services.pause_campaign)

    @admin.action(description=_("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, queryset, services.resume_campaign)

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._each(request, queryset, services.cancel_campaign)

    def _each(
        self, request: HttpRequest, campaigns: QuerySet[Campaign], service: Callable[..., Any]
    ) -> None:
        for campaign in campaigns:
            try:
                service(campaign=campaign)
            except DomainError as error:
                self.message_user(request, f"{campaign}: {error}", messages.ERROR)
            else:
                self.message_user(request, str(campaign), messages.SUCCESS)


@admin.register(Target)
class TargetAdmin(ModelAdmin):  # type: ignore[misc]
    """Everybody of every campaign, to be looked at. Never counted: there may be millions."""

    list_display = ("id", "campaign", "contact", "state", "why", "attempts", "next_attempt_at")
    list_filter = ("state",)
    list_select_related = ("campaign", "contact")
    search_fields = ("contact__e164__startswith",)
    search_help_text = _("The beginning of a phone number, with its +.")
    ordering = ("-id",)
    paginator = InfinitePaginator
    show_full_result_count = False

    @admin.display(description=_("why"))
    def why(self, target: Target) -> str:
        """The sentence that explains it."""
        return explain(State(target.state), target.reason, None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Target | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Target | None = None) -> bool:
        return False


@admin.register(EmergencyStop)
class EmergencyStopAdmin(ModelAdmin):  # type: ignore[misc]
    """Adding one stops every call of the installation; the action lifts it."""

    list_display = ("reason", "ordered_at", "ordered_by", "lifted_at", "lifted_by")
    fields = ("reason",)
    actions = ("lift",)

    def has_change_permission(self, request: HttpRequest, obj: EmergencyStop | None = None) -> bool:
        """What was ordered stays as it was said."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: EmergencyStop | None = None) -> bool:
        """It stays on record."""
        return False

    def save_model(self, request: HttpRequest, obj: EmergencyStop, form: Any, change: bool) -> None:
        """Through the service: a second order changes nothing."""
        user = request.user if isinstance(request.user, User) else None
        obj.pk = emergency.order_stop(reason=obj.reason, user=user).pk

    @admin.action(description=_("Let calls go on"), permissions=["change"])
    def lift(self, request: HttpRequest, queryset: QuerySet[EmergencyStop]) -> None:
        try:
            emergency.lift_stop(user=request.user if isinstance(request.user, User) else None)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
