"""What a person fills in about an agent. The shape is checked here, the rules by the service."""

from typing import Any

from django import forms

from conversations.models import Agent
from conversations.services import FIELDS
from lib.errors import InvalidInput


class AgentForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who calls, for what, and what it knows."""

    class Meta:
        model = Agent
        fields = FIELDS
        widgets = {
            "goal": forms.Textarea({"rows": 2}),
            "facts": forms.Textarea({"rows": 7}),
            "prompt": forms.Textarea({"rows": 5}),
            "first_message": forms.Textarea({"rows": 2}),
        }

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")

    def blame(self, error: InvalidInput) -> None:
        """Show what the service said beside the fields that it names."""
        for name, text in error.fields.items():
            self.add_error(name, str(text))
