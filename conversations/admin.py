"""Agents in the admin."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from conversations import services
from conversations.models import Agent


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
        (_("What it says"), {"fields": ("first_message", "facts", "prompt")}),
        (_("How it sounds"), {"fields": ("language", "voice_mode", "voice", "model")}),
        (_("Dates"), {"fields": ("created_at", "updated_at")}),
    )

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
