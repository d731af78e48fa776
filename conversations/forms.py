"""What a person fills in about an agent. The shape is checked here, the rules by the service."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.models import Agent, default_tools
from conversations.services import FIELDS
from lib.errors import InvalidInput

TOOL_LABELS = {
    "promise_callback": _("Agree on another call"),
    "note_fact": _("Note what it learns"),
    "transfer": _("Transfer the call"),
    "book_appointment": _("Book appointments"),
    "lookup_knowledge": _("Look things up in the documents"),
    "send_message": _("Send messages"),
    "press_keys": _("Press keys for a machine"),
}

TALK_FIELDS = (
    "persona",
    "script",
    "objections",
    "prompt",
    "closing",
    "voicemail_message",
    "never_say",
)
_LONG = ("persona", "script", "objections", "closing", "voicemail_message", "never_say")


class AgentForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who calls, for what, and what it knows."""

    tools = forms.MultipleChoiceField(
        label=_("May"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Agent
        fields = FIELDS
        widgets = {
            "goal": forms.Textarea({"rows": 2}),
            "facts": forms.Textarea({"rows": 7}),
            "prompt": forms.Textarea({"rows": 5}),
            "first_message": forms.Textarea({"rows": 2}),
            **{name: forms.Textarea({"rows": 3}) for name in _LONG},
        }

    def __init__(
        self, data: Any = None, *, initial: dict[str, Any] | None = None, own: Iterable[str] = ()
    ) -> None:
        """`own` names the business's own tools."""
        super().__init__(
            data, initial={"tools": default_tools()} | (initial or {}), label_suffix=""
        )
        tools = self.fields["tools"]
        assert isinstance(tools, forms.MultipleChoiceField)
        tools.choices = [*TOOL_LABELS.items(), *((name, name) for name in own)]
        for name in ("max_turns", "max_minutes", "max_cost"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """What was left empty stays as it is: limits have a default."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return {name: value for name, value in cleaned.items() if value is not None}

    def blame(self, error: InvalidInput) -> None:
        """Show what the service said beside the fields that it names."""
        for name, text in error.fields.items():
            self.add_error(name, str(text))
