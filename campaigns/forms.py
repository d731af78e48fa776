"""What a person fills in about a campaign. The shape is checked here, the rules by the service."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from calls.handling import OnMachine, Recorded
from campaigns.hours_form import DayForm
from campaigns.models import Campaign
from campaigns.retries import RETRIED, Policy, default_policy
from campaigns.retries_form import RetryForm
from campaigns.wanted_form import wanted_forms
from contacts.models import ContactList
from conversations.models import Agent, Purpose
from lib.errors import DomainError
from lib.hours import Windows, default_windows


class CampaignForm(forms.Form):
    """Whom, what, when, and how it tries again. `days` and `retries` are forms of their own."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices)
    lists = forms.ModelMultipleChoiceField(
        label=_("Whom to call"),
        queryset=ContactList.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one list.")},
    )
    agent = forms.ModelChoiceField(
        label=_("Who calls"), queryset=Agent.objects.none(), empty_label=None
    )
    max_concurrent = forms.IntegerField(
        label=_("Calls at once"),
        min_value=1,
        max_value=10000,
        help_text=_("No more people than this are on the phone at the same time."),
    )
    calls_per_second = forms.FloatField(
        label=_("New calls per second"),
        min_value=0.01,
        max_value=200,
        help_text=_("How fast it dials. 0.2 is one call every five seconds."),
    )
    time_zone = forms.CharField(
        label=_("By the clock of"),
        required=False,
        max_length=64,
        help_text=_("Such as Europe/Madrid. Empty: by the clock where each person is."),
    )
    days_off = forms.CharField(
        label=_("Days without calls"),
        required=False,
        help_text=_("Dates with commas between them: 2026-12-25, 2027-01-06."),
    )
    daily_minutes = forms.IntegerField(
        label=_("Minutes a day"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("When they are used up, it goes on the next day."),
    )
    daily_money = forms.DecimalField(
        label=_("Money a day"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    line = forms.ChoiceField(
        label=_("Line"),
        choices=[("", _("As the agent is set up")), *Agent.VoiceMode.choices],
        required=False,
    )
    on_machine = forms.ChoiceField(
        label=_("When a machine answers"),
        choices=OnMachine.choices,
        required=False,
        help_text=_("The last two have the provider listen for a machine, which costs extra."),
    )
    recorded = forms.ChoiceField(
        label=_("Recording"),
        choices=Recorded.choices,
        required=False,
        help_text=_("Whoever is called is told in the first sentence."),
    )
    ends_at = forms.DateTimeField(
        label=_("Stop at"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Whoever was not reached by then is not called."),
    )

    def __init__(self, data: Any = None, *, access: Access, campaign: Campaign | None) -> None:
        super().__init__(data, label_suffix="", initial=_initial(campaign))
        self.campaign = campaign
        _choose_from(self.fields["lists"], ContactList.objects.visible_to(access))
        _choose_from(self.fields["agent"], Agent.objects.visible_to(access))
        windows = campaign.windows if campaign else default_windows()
        policy = campaign.retry_policy if campaign else default_policy()
        self.days = [
            DayForm(data, day=day, stretches=windows.get(str(day), [])) for day in range(7)
        ]
        self.wanted = wanted_forms(data, campaign.extract if campaign else [])
        self.retries = [
            RetryForm(data, outcome=outcome, rule=policy.get(outcome)) for outcome in RETRIED
        ]

    def is_valid(self) -> bool:
        """Whether the whole of it is."""
        return all([super().is_valid(), *(part.is_valid() for part in self.parts())])

    def parts(self) -> list[forms.Form]:
        """The forms of its own that count."""
        return [*self.days, *self.retries, *self.wanted]

    def choices(self) -> dict[str, Any]:
        """The arguments of `create_campaign` and `update_campaign`. Only of a valid form."""
        chosen = dict(self.cleaned_data)
        if self.days:
            chosen["windows"] = self._windows()
        if self.retries:
            chosen["retry_policy"] = self._policy()
        if self.wanted:
            chosen["extract"] = [form.field() for form in self.wanted if form.has_name()]
        return chosen

    def clean_lists(self) -> list[ContactList]:
        """The lists, read."""
        return list(self.cleaned_data["lists"])

    def clean_on_machine(self) -> str:
        """What is not chosen is left to the agent."""
        return self.cleaned_data["on_machine"] or OnMachine.TALK.value

    def clean_days_off(self) -> list[str]:
        """The dates, one by one; the service judges them."""
        days = self.cleaned_data["days_off"].replace(",", " ")
        return sorted(set(days.split()))

    def blame(self, error: DomainError) -> None:
        """Show what the service said beside the fields that it names."""
        named = {name: text for name, text in error.fields.items() if name in self.fields}
        for name, text in named.items():
            self.add_error(name, str(text))
        if not named:
            self.add_error(None, str(error.message))

    def _windows(self) -> Windows:
        return {str(day.day): day.stretches() for day in self.days if day.stretches()}

    def _policy(self) -> Policy:
        rules = {form.outcome: form.rule() for form in self.retries}
        rules["stop"] = self.campaign.retry_policy.get("stop") if self.campaign else None
        return {outcome: rule for outcome, rule in rules.items() if rule}


def _choose_from(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows.order_by("name")


def _initial(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        defaults = Campaign()
        return {
            "purpose": defaults.purpose,
            "max_concurrent": defaults.max_concurrent,
            "calls_per_second": defaults.calls_per_second,
        }
    return {
        "name": campaign.name,
        "purpose": campaign.purpose,
        "lists": list(campaign.lists.values_list("pk", flat=True)),
        "agent": campaign.agent_id,
        "max_concurrent": campaign.max_concurrent,
        "calls_per_second": campaign.calls_per_second,
        "line": campaign.line,
        "on_machine": campaign.on_machine,
        "recorded": campaign.recorded,
        "ends_at": campaign.ends_at,
        "time_zone": campaign.time_zone,
        "days_off": ", ".join(campaign.days_off),
        "daily_minutes": campaign.daily_minutes,
        "daily_money": campaign.daily_money,
    }


class ScheduleForm(forms.Form):
    """When a campaign begins by itself, by the organisation's clock."""

    starts_at = forms.DateTimeField(
        label=_("Begin at"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"required": _("Choose a day and an hour.")},
    )

    def __init__(self, data: Any = None) -> None:
        soon = timezone.localtime() + dt.timedelta(hours=1)
        initial = {"starts_at": soon.replace(minute=0, second=0, microsecond=0)}
        super().__init__(data, label_suffix="", initial=initial)
