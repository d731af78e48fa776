"""What a person chooses among the calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from calls.models import CallFeedback, Outcome
from conversations.models import Agent

GROUP_LABELS = [
    ("", _("All")),
    ("active", _("Under way")),
    ("ended", _("Ended")),
    ("not_placed", _("Not placed")),
]


class CallFilter(forms.Form):
    """Filters above the list; what can't be read filters nothing."""

    number = forms.CharField(label=_("Phone"), required=False, max_length=16)
    group = forms.ChoiceField(label=_("State"), choices=GROUP_LABELS, required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", _("All")), *Outcome.choices], required=False
    )
    agent = forms.ModelChoiceField(
        label=_("Agent"), queryset=Agent.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data, label_suffix="")
        self.fields["number"].widget.attrs |= {"inputmode": "tel", "placeholder": "+34…"}
        agent = self.fields["agent"]
        assert isinstance(agent, forms.ModelChoiceField)
        agent.queryset = Agent.objects.visible_to(access).order_by("name")

    def chosen(self) -> dict[str, Any]:
        """The arguments of `calls.history.calls_of`."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FeedbackForm(forms.Form):
    """Whether the agent did well, and in which respect."""

    is_good = forms.TypedChoiceField(
        choices=[("yes", _("Good")), ("no", _("Bad"))], coerce=lambda value: value == "yes"
    )
    tag = forms.ChoiceField(label=_("About"), choices=CallFeedback.Tag.choices, required=False)
