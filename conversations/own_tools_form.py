"""What a person fills in about a tool of the business's own."""

from typing import Any

from django import forms

from conversations.models import Endpoint
from lib.errors import InvalidInput


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    """The shape; the service enforces the rules."""

    class Meta:
        model = Endpoint
        fields = ("name", "description", "url", "parameters", "timeout")
        widgets = {"parameters": forms.Textarea({"rows": 6, "spellcheck": "false"})}

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")

    def blame(self, error: InvalidInput) -> None:
        """Show what the service said beside the fields that it names."""
        for name, text in error.fields.items():
            self.add_error(name if name in self.fields else None, str(text))
