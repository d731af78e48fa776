"""What a person fills in about a report that repeats."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from campaigns.selectors import campaigns_of
from reports.models import ScheduledReport

MOST = 10


class ScheduledReportForm(forms.ModelForm[ScheduledReport]):
    """How often, when, as what, and to whom."""

    recipients = forms.CharField(
        label=pgettext_lazy("who gets it", "To"),
        help_text=_("E-mail addresses with commas between them, at most ten."),
    )

    class Meta:
        model = ScheduledReport
        fields = ["name", "campaign", "every", "weekday", "at", "format", "is_active"]
        widgets = {"at": forms.TimeInput({"type": "time"}, format="%H:%M")}
        help_texts = {
            "weekday": _("Of weekly reports."),
            "at": _("By the clock of your organisation."),
        }

    field_order = ["name", "campaign", "every", "weekday", "at", "format", "recipients"]

    def __init__(self, data: Any = None, *, access: Access, report: ScheduledReport | None) -> None:
        own = access.user.email if access.user else ""
        initial = {"recipients": ", ".join(report.recipients) if report else own}
        super().__init__(data, instance=report, initial=initial, label_suffix="")
        campaign = self.fields["campaign"]
        assert isinstance(campaign, forms.ModelChoiceField)
        campaign.queryset = campaigns_of(access)
        campaign.empty_label = str(_("All calls"))
        campaign.label = _("Of which campaign")

    def clean_recipients(self) -> list[str]:
        """Each address once."""
        found = self.cleaned_data["recipients"].replace(",", " ").replace(";", " ").split()
        for address in found:
            validate_email(address)
        if len(set(found)) > MOST:
            raise forms.ValidationError(_("At most ten addresses."))
        return list(dict.fromkeys(found))
