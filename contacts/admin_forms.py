"""What staff of the installation fill in about contacts, for any organisation."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Organization
from contacts.forms import SuppressionSetForm
from contacts.models import Contact, ContactList, ListEntry, Suppression
from lib.phone import BadNumber, parse_phone


class AdminUploadForm(forms.Form):
    """A file of contacts for an organisation."""

    organization = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organization.objects.order_by("name"),
        widget=UnfoldAdminSelectWidget,
    )
    file = forms.FileField(
        label=_("File"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("CSV, XLSX, XLS or ODS. The first row names the columns, one of them “Phone”."),
    )
    list_name = forms.CharField(
        label=_("List"), max_length=120, required=False, widget=UnfoldAdminTextInputWidget
    )
    default_country = forms.CharField(
        label=_("Country"),
        max_length=2,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("ISO 3166: reads numbers without a country code. The organisation's if empty."),
    )


class SuppressionUploadForm(SuppressionSetForm):
    """A list of numbers for an organisation, or for all."""

    organization = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organization.objects.order_by("name"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Empty: for every organisation."),
    )
    default_country = forms.CharField(
        label=_("Country"),
        max_length=2,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("ISO 3166: reads numbers without a country code. The organisation's if empty."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget = UnfoldAdminFileFieldWidget()
        for name in ("kind", "scheme"):
            field = cast(forms.ChoiceField, self.fields[name])
            field.widget = UnfoldAdminSelectWidget(choices=field.choices)
        self.fields["expires_at"].widget = UnfoldAdminSingleDateWidget()


class ContactAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person, with a phone as it is typed."""

    FIELDS = ("name", "email", "language", "time_zone", "attributes")

    e164 = forms.CharField(label=_("Phone"), max_length=60, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Contact
        fields = ("organization", "e164", "name", "email", "language", "time_zone", "attributes")

    def clean_e164(self) -> str:
        """The number that was typed, as E.164."""
        organization = self.cleaned_data.get("organization") or (
            self.instance.organization if self.instance.pk else None
        )
        country = organization.default_country if organization else ""
        return _e164(self.cleaned_data["e164"], country)


class ListEntryAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person on a list of their own organisation."""

    class Meta:
        model = ListEntry
        fields = ("contact_list", "contact")

    def clean(self) -> dict[str, Any] | None:
        """Both are of one organisation."""
        cleaned = super().clean() or {}
        contact_list: ContactList | None = cleaned.get("contact_list")
        contact: Contact | None = cleaned.get("contact")
        if contact_list and contact and contact_list.organization_id != contact.organization_id:
            raise forms.ValidationError(_("They are of different organisations."))
        return cleaned


class SuppressionAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    """A number, as it is typed."""

    e164 = forms.CharField(label=_("Phone"), max_length=60, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Suppression
        fields = ("organization", "e164", "reason", "expires_at")

    def clean_e164(self) -> str:
        """The number that was typed, as E.164."""
        organization = self.cleaned_data.get("organization")
        country = organization.default_country if organization else ""
        return _e164(self.cleaned_data["e164"], country)


def _e164(typed: str, country: str) -> str:
    try:
        return parse_phone(typed, default_country=country).e164
    except BadNumber as error:
        raise forms.ValidationError(str(error.message)) from error
