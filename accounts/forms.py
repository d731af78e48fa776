"""The shape of what people type about themselves and their organisation."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES, Organization, User
from accounts.permissions import ROLE_LABELS, Role

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""The zones where people live; the database holds others, for machines."""


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A business: its name, where it is, what it speaks."""

    default_country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("Reads phone numbers that are written without a country code."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=forms.Select({"data-own-zone": ""}))

    class Meta:
        model = Organization
        fields = ["name", "default_country", "time_zone", "language"]
        labels = {"name": _("Name of your business"), "language": _("Language")}
        help_texts = {"language": _("Of the pages, for members who have not chosen one.")}
        widgets = {"name": forms.TextInput({"autocomplete": "organization"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["default_country"].choices = countries(get_language() or "es")  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = time_zones()  # type: ignore[attr-defined]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person: how they are called and addressed."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As my organisation's")), *LANGUAGES],
    )

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name")}
        widgets = {"name": forms.TextInput({"autocomplete": "name"})}


class RoleForm(forms.Form):
    """A role to give. Only an owner is offered to make owners."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, may_make_owners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, label)
            for role, label in ROLE_LABELS.items()
            if may_make_owners or role != Role.OWNER
        ]
        self.fields["role"].initial = Role.VIEWER.value

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class MemberForm(RoleForm):
    """Whom to let in, and as what."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "off"}))
    field_order = ["email", "role"]


def country_of(accepted_languages: str) -> str:
    """The country that a browser's Accept-Language names first, if it may be called; else the
    first that may."""
    named = re.findall(r"[a-z]{2}-([A-Z]{2})", accepted_languages)
    known = [code for code in named if code in settings.ALLOWED_COUNTRIES]
    return str((known or settings.ALLOWED_COUNTRIES)[0])


def countries(language: str) -> list[tuple[str, str]]:
    """The countries that may be called, by their names in this language."""
    names = Locale.parse(language, sep="-").territories
    return sorted(
        ((code, names.get(code, code)) for code in settings.ALLOWED_COUNTRIES),
        key=lambda choice: choice[1],
    )


@cache
def time_zones() -> list[tuple[str, str]]:
    """Every inhabited zone, as `Europe/Madrid`."""
    names = (name for name in available_timezones() if name.split("/")[0] in REGIONS)
    return [(name, name.replace("_", " ")) for name in sorted(names)]
