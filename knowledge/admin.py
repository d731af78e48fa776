"""Documents in the admin: what there is, and what could not be read."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from knowledge.models import Document


@admin.register(Document)
class DocumentAdmin(ModelAdmin):  # type: ignore[misc]
    """What agents look things up in. People add them on the pages, where they are read."""

    list_display = ("title", "organization", "kind", "status", "problem", "embedder", "created_at")
    list_filter = ("status", "kind")
    search_fields = ("title", "organization__name")
    list_select_related = ("organization",)
    fields = readonly_fields = (
        "title",
        "organization",
        "kind",
        "language",
        "status",
        "problem",
        "embedder",
        "created_by",
        "created_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not here."""
        return False
