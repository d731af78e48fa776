"""Calls as a file of the admin."""

from typing import Any

from import_export import resources
from import_export.fields import Field

from calls.models import Call
from lib.spreadsheet import safe


class CallResource(resources.ModelResource):  # type: ignore[misc]
    """What came of calls, without what was said."""

    organization = Field("organization__name", "Organisation")
    agent = Field("agent__name", "Agent")

    class Meta:
        model = Call
        fields = (
            *("id", "organization", "agent", "to_number", "from_number", "status", "outcome"),
            *("created_at", "sent_at", "answered_at", "ended_at", "duration", "error_code"),
        )

    def export_field(self, field: Field, instance: Call, **kwargs: Any) -> Any:
        """A cell that a spreadsheet shows and never runs."""
        return safe(super().export_field(field, instance, **kwargs))
