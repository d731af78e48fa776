"""What a campaign wants to learn, as a person fills it in: a row for each field, some of them free.

A row whose name is emptied is gone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.wanted import MOST, Kind

_FREE = 3
_LABELS = [
    (Kind.TEXT.value, _("Words")),
    (Kind.NUMBER.value, _("A number")),
    (Kind.YES_NO.value, _("Yes or no")),
    (Kind.DATE.value, _("A date")),
]


class WantedForm(forms.Form):
    """One field."""

    name = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=_("Name"),
        required=False,
        error_messages={"invalid": _("Small letters, digits and _: budget, move_in_date.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_LABELS, required=False)
    question = forms.CharField(label=_("What it is"), max_length=200, required=False)
    required = forms.BooleanField(label=_("Always to be found out"), required=False)

    def clean(self) -> dict[str, Any]:
        """A field that nobody explains can't be found."""
        told = super().clean() or {}
        if told.get("name") and not told.get("question"):
            self.add_error("question", _("Say what it is."))
        return told

    def has_name(self) -> bool:
        """Whether the row is filled in. Only of a valid form."""
        return bool(self.cleaned_data["name"])

    def field(self) -> dict[str, Any]:
        """As the service takes it. Only of a valid form."""
        return {**self.cleaned_data, "kind": self.cleaned_data["kind"] or Kind.TEXT.value}


def wanted_forms(data: Any, known: Sequence[Mapping[str, Any]]) -> list[WantedForm]:
    """The rows: those that there are, and some free ones."""
    count = min(MOST, len(known) + _FREE)
    return [
        WantedForm(
            data,
            prefix=f"wanted{number}",
            initial=dict(known[number]) if number < len(known) else {"kind": Kind.TEXT},
            label_suffix="",
        )
        for number in range(count)
    ]
