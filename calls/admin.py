"""Calls in the admin, to be looked at: only what providers report and what is said changes them.

Nothing is counted here: there may be millions.
"""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.import_export.forms import ExportForm

from accounts.on_record import OnRecord, RecordAdmin
from calls.models import Call, CallEvent, Trunk, Turn
from calls.resources import CallResource


class TurnInline(OnRecord, TabularInline):  # type: ignore[misc]
    """What was said."""

    model = Turn
    fields = readonly_fields = ("number", "role", "text", "said_at_ms", "interrupted")
    tab = True


class CallEventInline(OnRecord, TabularInline):  # type: ignore[misc]
    """What was reported."""

    model = CallEvent
    fields = readonly_fields = ("received_at", "occurred_at", "source", "status", "data")
    tab = True


@admin.register(Call)
class CallAdmin(ExportMixin, RecordAdmin):  # type: ignore[misc]
    """One call with its events and its words."""

    resource_classes = (CallResource,)
    export_form_class = ExportForm
    list_display = ("id", "organization", "contact", "status", "outcome", "agent", "created_at")
    list_filter = ("status", "outcome")
    list_select_related = ("organization", "contact", "agent")
    search_fields = ("to_number__startswith", "provider_id__exact")
    search_help_text = _("The beginning of a phone number with its +, or the provider's id.")
    ordering = ("-id",)
    inlines = (TurnInline, CallEventInline)
    exclude = ("token",)


@admin.register(CallEvent)
class CallEventAdmin(RecordAdmin):
    """Everything that providers said, newest first."""

    list_display = ("id", "call_id", "source", "status", "occurred_at", "received_at")
    list_filter = ("source",)
    ordering = ("-id",)


@admin.register(Turn)
class TurnAdmin(RecordAdmin):
    """Everything that was said, newest first."""

    list_display = ("id", "call_id", "number", "role", "interrupted")
    list_filter = ("role",)
    ordering = ("-id",)


@admin.register(Trunk)
class TrunkAdmin(ModelAdmin):  # type: ignore[misc]
    """The accounts that calls leave through. Limits are settings; pausing one is done here."""

    list_display = (
        "__str__",
        "is_rehearsal",
        "calls_per_second",
        "max_concurrent",
        "paused_reason",
    )
    readonly_fields = (
        "provider",
        "account",
        "is_rehearsal",
        "calls_per_second",
        "max_concurrent",
        "next_slot_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A trunk is made of settings, with the first call."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Trunk | None = None) -> bool:
        """Calls stay on record, and with them what they left through."""
        return False
