"""What the admin shows and nobody changes there."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator


class OnRecord:
    """Nobody adds, changes or deletes what happened."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class RecordAdmin(OnRecord, ModelAdmin):  # type: ignore[misc]
    """A list of what happened. There may be millions, so nothing is counted."""

    paginator = InfinitePaginator
    show_full_result_count = False
