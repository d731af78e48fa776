"""What a person chooses to see on the dashboard."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from campaigns.models import Campaign
from campaigns.selectors import campaigns_of
from contacts.models import ContactList
from conversations.models import Agent
from reports.period import Period, period_of


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class DashboardFilter(forms.Form):
    """Days, of which campaigns (one, an agent's, or those that call a list), and where to."""

    since = forms.DateField(label=_("From"), required=False, widget=_day())
    until = forms.DateField(label=_("To"), required=False, widget=_day())
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label=_("All")
    )
    agent = forms.ModelChoiceField(
        label=_("Agent"), queryset=Agent.objects.none(), required=False, empty_label=_("All")
    )
    list = forms.ModelChoiceField(
        label=_("List"), queryset=ContactList.objects.none(), required=False, empty_label=_("All")
    )
    country = forms.RegexField(
        r"^\d{1,3}$", label=_("Country"), required=False, widget=forms.Select
    )

    def __init__(self, data: QueryDict, *, access: Access, today: dt.date) -> None:
        super().__init__(data, label_suffix="")
        choices: dict[str, QuerySet[Any]] = {
            "campaign": campaigns_of(access).order_by("-pk"),
            "agent": Agent.objects.visible_to(access).order_by("name"),
            "list": ContactList.objects.visible_to(access).order_by("name"),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.is_valid()  # what can't be read is as if it was not chosen
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        self.period: Period = period_of(since, until, today=today)
        shown = {"since": self.period.since, "until": self.period.until}
        self.data = data.dict() | shown

    @property
    def calling_code(self) -> str:
        """The calling code that was chosen, or "" for all."""
        return str(self.cleaned_data.get("country") or "")

    def offer_countries(self, names: Mapping[str, str]) -> None:
        """Let one of these calling codes be chosen."""
        code = self.calling_code
        chosen = {code: f"+{code}"} if code else {}
        widget = self.fields["country"].widget
        assert isinstance(widget, forms.Select)
        widget.choices = [("", _("All countries")), *(chosen | dict(names)).items()]

    @property
    def is_narrowed(self) -> bool:
        """Whether only some campaigns are wanted."""
        return any(self.cleaned_data.get(name) for name in ("campaign", "agent", "list"))

    def campaigns(self, access: Access) -> tuple[int, ...] | None:
        """The campaigns that were chosen; None for all that the organisation called."""
        if not self.is_narrowed:
            return None
        chosen = Campaign.objects.visible_to(access)
        if campaign := self.cleaned_data.get("campaign"):
            chosen = chosen.filter(pk=campaign.pk)
        if agent := self.cleaned_data.get("agent"):
            chosen = chosen.filter(agent=agent)
        if contact_list := self.cleaned_data.get("list"):
            chosen = chosen.filter(lists=contact_list)
        return tuple(chosen.values_list("pk", flat=True))
