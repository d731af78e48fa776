"""What a person fills in about the law of countries, and about how long things are kept."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contacts import countries
from contacts.forms import ServiceForm
from contacts.models import CountryRule, PrivacySettings
from lib.hours import Windows


class CountryRuleForm(ServiceForm):
    """What an organisation decides for a country."""

    country = forms.ChoiceField(label=_("Country"))
    is_allowed = forms.BooleanField(label=_("May be called"), required=False)
    days = forms.MultipleChoiceField(
        label=_("Only on these days"),
        required=False,
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(
        label=_("Not before"), required=False, widget=forms.TimeInput({"type": "time"})
    )
    closes = forms.TimeField(
        label=_("Not from this time on"), required=False, widget=forms.TimeInput({"type": "time"})
    )
    spares_holidays = forms.BooleanField(label=_("No calls on holidays"), required=False)
    needs_consent = forms.BooleanField(label=_("Consent before every call"), required=False)
    calls_per_day = forms.IntegerField(
        label=_("Calls a day at most"), required=False, min_value=1, max_value=100
    )
    calls_per_week = forms.IntegerField(
        label=_("Calls a week at most"), required=False, min_value=1, max_value=500
    )
    accepted_until = forms.DateField(
        label=_("You answer for it until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Only where our preset is missing or has expired."),
    )

    def __init__(self, data: Any = None, *, country: str, rule: CountryRule | None) -> None:
        super().__init__(data, initial=_initial(country, rule))
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        language = get_language() or "en"
        field.choices = [
            (code, countries.name_of(code, language)) for code in settings.ALLOWED_COUNTRIES
        ]

    def clean(self) -> dict[str, Any]:
        """Hours need all three: days, beginning and end."""
        cleaned = super().clean() or self.cleaned_data
        told = [bool(cleaned.get(name)) for name in ("days", "opens", "closes")]
        if any(told) and not all(told):
            self.add_error("days", _("Hours need days, a beginning and an end."))
        return cleaned

    def decided(self) -> dict[str, Any]:
        """The fields of a rule."""
        told = dict(self.cleaned_data)
        days, opens, closes = (told.pop(name) for name in ("days", "opens", "closes"))
        windows: Windows | None = None
        if days:
            windows = {day: [[f"{opens:%H:%M}", f"{closes:%H:%M}"]] for day in days}
        return told | {"windows": windows}


def _initial(country: str, rule: CountryRule | None) -> dict[str, Any]:
    if rule is None:
        return {"country": country, "is_allowed": True}
    windows = rule.windows or {}
    opens, closes = next(iter(windows.values()), [["", ""]])[0]
    names = (
        "is_allowed", "spares_holidays", "needs_consent", "calls_per_day", "calls_per_week",
        "accepted_until",
    )  # fmt: skip
    told = {name: getattr(rule, name) for name in names}
    return told | {"country": country, "days": list(windows), "opens": opens, "closes": closes}


class RetentionForm(ServiceForm):
    """For how many days what is kept; empty: for ever."""

    recordings_days = forms.IntegerField(label=_("Recordings"), required=False, min_value=1)
    transcripts_days = forms.IntegerField(label=_("Transcripts"), required=False, min_value=1)
    import_files_days = forms.IntegerField(label=_("Files of imports"), required=False, min_value=0)
    contacts_days = forms.IntegerField(
        label=_("Contacts nobody called or changed"), required=False, min_value=30
    )

    def __init__(self, data: Any = None, *, kept: PrivacySettings) -> None:
        super().__init__(data, initial={name: getattr(kept, name) for name in self.base_fields})
