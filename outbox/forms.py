"""The shape of an outgoing webhook, as people type it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outbox.events import Event


class EndpointForm(forms.Form):
    """Where, and of what."""

    url = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    description = forms.CharField(label=_("What it is for"), max_length=120, required=False)
    events = forms.MultipleChoiceField(
        label=_("Tell it when"),
        choices=[choice for choice in Event.choices if choice[0] != Event.TEST],
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def given(self) -> dict[str, Any]:
        """What the services take."""
        return dict(self.cleaned_data)
