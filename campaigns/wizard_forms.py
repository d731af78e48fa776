"""The parts of a campaign, asked one after another: each form holds some of its fields."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from campaigns.forms import CampaignForm
from campaigns.models import Campaign
from campaigns.retries import preset_for
from lib.errors import Text
from lib.hours import Windows, default_windows

OWN = "own"


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the wizard. `fields` are the campaign's; the week's hours, the retries and what is
    to be found out are forms of their own; `further` fields are shown when one asks for more."""

    name: str
    label: Text
    fields: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    has_hours: bool = False
    has_retries: bool = False
    has_wanted: bool = False


STEPS = (
    Step("whom", _("Whom"), ("name", "lists")),
    Step("what", _("What for"), ("purpose", "agent"), has_wanted=True),
    Step("when", _("When"), ("ends_at",), further=("time_zone", "days_off"), has_hours=True),
    Step(
        "answers",
        _("How it calls"),
        ("on_machine", "max_concurrent"),
        further=("calls_per_second", "daily_minutes", "daily_money", "line", "recorded"),
        has_retries=True,
    ),
    Step("review", _("Review")),
)


def _week(days: range, *stretches: list[str]) -> Windows:
    return {str(day): [list(stretch) for stretch in stretches] for day in days}


HOURS: dict[str, tuple[Text, Windows]] = {
    "shop": (_("Weekdays, 10:00–14:00 and 17:00–20:00"), default_windows()),
    "office": (_("Weekdays, 9:00–18:00"), _week(range(5), ["09:00", "18:00"])),
    "evening": (_("Weekdays, 17:00–20:30"), _week(range(5), ["17:00", "20:30"])),
    "six": (
        _("Mondays to Saturdays, 10:00–14:00 and 17:00–20:00"),
        _week(range(6), ["10:00", "14:00"], ["17:00", "20:00"]),
    ),
}
"""Hours that many choose, so that nobody must fill in a week."""


class StepForm(CampaignForm):
    """One part of a campaign."""

    def __init__(
        self, data: Any = None, *, access: Access, campaign: Campaign | None, step: Step
    ) -> None:
        super().__init__(data, access=access, campaign=campaign)
        self.step = step
        self.fields = {name: self.fields[name] for name in (*step.fields, *step.further)}
        if not step.has_wanted:
            self.wanted = []
        if not step.has_retries:
            self.retries = []
        if not step.has_hours:
            self.days = []
        else:
            windows = campaign.windows if campaign else default_windows()
            self.fields["hours"] = forms.ChoiceField(
                label=_("Calling hours"),
                choices=[
                    *((name, label) for name, (label, _w) in HOURS.items()),
                    (OWN, _("Other")),
                ],
                initial=next((name for name, (_l, week) in HOURS.items() if week == windows), OWN),
                widget=forms.RadioSelect,
            )

    def parts(self) -> list[forms.Form]:
        """The week counts where no usual hours were chosen."""
        return super().parts() if self.data.get("hours", OWN) == OWN else []

    def usual(self) -> list[forms.BoundField]:
        """The fields that everybody sees."""
        return [self[name] for name in self.step.fields]

    def more(self) -> list[forms.BoundField]:
        """The fields for those who want more."""
        return [self[name] for name in self.step.further]

    def asks_more(self) -> bool:
        """Whether one of those is filled in, or wrong."""
        return any(field.errors or field.value() for field in self.more())

    def asks_wanted(self) -> bool:
        """Whether something is to be found out, or a row of it is wrong."""
        return any(row.errors or row["name"].value() for row in self.wanted)

    def choices(self) -> dict[str, Any]:
        """As the campaign's form; another purpose brings its own retries."""
        chosen = super().choices()
        chosen.pop("hours", None)
        if self.campaign and chosen.get("purpose", self.campaign.purpose) != self.campaign.purpose:
            chosen["retry_policy"] = preset_for(chosen["purpose"])
        return chosen

    def _windows(self) -> Windows:
        hours = self.cleaned_data["hours"]
        return super()._windows() if hours == OWN else HOURS[hours][1]
