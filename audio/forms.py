"""What a person chooses about voices."""

from typing import Any

from django import forms

from accounts.access import Access
from conversations.models import Agent
from conversations.selectors import agents_of


class UseVoice(forms.Form):
    """Which agent speaks with which voice."""

    voice = forms.RegexField(r"^[\w-]{1,80}$")
    agent = forms.ModelChoiceField(Agent.objects.none())

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        field = self.fields["agent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agents_of(access)
