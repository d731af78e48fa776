"""Agents in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from conversations import services
from conversations.models import Agent, AgentVersion, Appointment, Effect, Endpoint, Memory


@admin.register(Agent)
class AgentAdmin(ModelAdmin):  # type: ignore[misc]
    """Who talks on the phone, for every organisation."""

    list_display = ("name", "organization", "purpose", "language", "voice_mode", "updated_at")
    list_filter = ("purpose", "language", "voice_mode")
    search_fields = ("name", "goal", "organization__name")
    list_select_related = ("organization",)
    autocomplete_fields = ("organization",)
    readonly_fields = ("created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("organization", "name", "purpose", "goal")}),
        (
            _("What it says"),
            {
                "fields": (
                    "persona",
                    "first_message",
                    "script",
                    "facts",
                    "objections",
                    "prompt",
                    "closing",
                    "voicemail_message",
                    "never_say",
                )
            },
        ),
        (
            _("What it may do"),
            {"fields": ("tools", "transfer_to", "transfer_announced", "hand_over")},
        ),
        (_("How it sounds"), {"fields": ("language", "voice_mode", "voice")}),
        (
            _("How it thinks"),
            {"fields": ("provider", "model", "max_turns", "max_minutes", "max_cost")},
        ),
        (_("Dates"), {"fields": ("created_at", "updated_at")}),
    )

    @admin.action(description=_("Publish the draft"))
    def publish(self, request: HttpRequest, queryset: "QuerySet[Agent]") -> None:
        """Let calls go by the drafts."""
        for agent in queryset:
            services.publish_agent(agent=agent, user=request.user)  # type: ignore[arg-type]

    actions = ("publish",)

    def get_readonly_fields(self, request: HttpRequest, obj: Agent | None = None) -> Any:
        """An agent stays where it was made."""
        return (*self.readonly_fields, "organization") if obj else self.readonly_fields

    def save_model(
        self, request: HttpRequest, obj: Agent, form: "ModelForm[Agent]", change: bool
    ) -> None:
        """Through the service, as every change."""
        if change:
            services.update_agent(agent=obj)
        else:
            fields = {name: form.cleaned_data[name] for name in services.FIELDS}
            obj.pk = services.create_agent(organization=obj.organization, **fields).pk


@admin.register(AgentVersion)
class AgentVersionAdmin(ModelAdmin):  # type: ignore[misc]
    """What agents were. Nobody changes the past."""

    list_display = ("agent", "number", "note", "created_by", "created_at")
    search_fields = ("agent__name", "note")
    list_select_related = ("agent", "created_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Publishing makes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Appointment)
class AppointmentAdmin(ModelAdmin):  # type: ignore[misc]
    """What agents booked."""

    list_display = ("contact", "organization", "starts_at", "about", "status")
    list_filter = ("status",)
    search_fields = ("contact__name", "about")
    list_select_related = ("contact", "organization")
    autocomplete_fields = ("organization", "contact")


@admin.register(Endpoint)
class EndpointAdmin(ModelAdmin):  # type: ignore[misc]
    """Tools of a business's own; their secrets are sealed."""

    list_display = ("name", "organization", "url", "timeout")
    search_fields = ("name", "organization__name")
    list_select_related = ("organization",)
    autocomplete_fields = ("organization",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Their page makes them, and tells the secret."""
        return False


@admin.register(Effect)
class EffectAdmin(ModelAdmin):  # type: ignore[misc]
    """What tools did. Nobody changes the past."""

    list_display = ("tool", "scope", "organization", "status", "created_at")
    list_filter = ("tool", "status")
    search_fields = ("scope", "key")
    list_select_related = ("organization",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Calls make them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Memory)
class MemoryAdmin(ModelAdmin):  # type: ignore[misc]
    """What is remembered of people."""

    list_display = ("text", "contact", "organization", "kind", "updated_at")
    list_filter = ("kind",)
    search_fields = ("text", "contact__name")
    list_select_related = ("contact", "organization")
    autocomplete_fields = ("organization", "contact")
