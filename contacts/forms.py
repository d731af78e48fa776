"""What a person fills in about contacts. The shape is checked here, the rules by the services."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import LANGUAGES
from contacts import countries, outcomes
from contacts.columns import ATTRIBUTE, ROLE_LABELS, letter_of
from contacts.delimited import ENCODINGS
from contacts.models import ConsentRecord, Contact, ContactList, Import, SuppressionSet
from contacts.services.looks import Look
from lib.errors import DomainError


class ServiceForm(forms.Form):
    """A form whose rules a service enforces."""

    def __init__(self, data: Any = None, files: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")

    def blame(self, error: DomainError) -> None:
        """Show what the service said beside the fields that it names."""
        named = {name: text for name, text in error.fields.items() if name in self.fields}
        for name, text in named.items():
            self.add_error(name, str(text))
        if not named:
            self.add_error(None, str(error.message))


class ContactForm(ServiceForm):
    """One person."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=60,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        help_text=_("As you would write it. Begin with + and the country's code if it is abroad."),
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Not known")), *LANGUAGES]
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        help_text=_(
            "Where this person lives, like Europe/Madrid. Empty: a call must be in time in every "
            "zone where the number may be."
        ),
    )
    attributes = forms.CharField(
        label=_("Anything else"),
        required=False,
        max_length=20000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line, like “City: Cádiz”. The agent knows it during a call."),
    )
    lists = forms.ModelMultipleChoiceField(
        label=_("On the lists"),
        required=False,
        queryset=ContactList.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, access: Access, contact: Contact | None) -> None:
        super().__init__(data, initial=_initial(contact))
        self.contact = contact
        lists = self.fields["lists"]
        assert isinstance(lists, forms.ModelMultipleChoiceField)
        lists.queryset = ContactList.objects.visible_to(access).order_by("name")

    def clean_attributes(self) -> dict[str, str]:
        """Name → text, from a line each."""
        attributes = {}
        for line in self.cleaned_data["attributes"].splitlines():
            name, colon, value = (part.strip() for part in line.partition(":"))
            if line.strip() and not (name and colon):
                raise forms.ValidationError(
                    _("“%(line)s” needs a name and a colon before it."), params={"line": line}
                )
            if value:
                attributes[name] = value
        return attributes


def _initial(contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {}
    attributes = [
        f"{name}: {' '.join(value.split())}" for name, value in contact.attributes.items()
    ]
    return {
        "phone": contact.e164,
        "name": contact.name,
        "email": contact.email,
        "language": contact.language,
        "time_zone": contact.time_zone,
        "attributes": "\n".join(attributes),
        "lists": list(contact.lists.values_list("pk", flat=True)),
    }


class ContactFilter(forms.Form):
    """Which contacts are shown."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("Name, phone or e-mail")}),
    )
    list = forms.ModelChoiceField(
        label=_("List"), required=False, queryset=ContactList.objects.none(), empty_label=_("All")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *LANGUAGES]
    )

    outcome = forms.ChoiceField(label=_("Last outcome"), required=False)
    consent = forms.ChoiceField(
        label=_("Consent"),
        required=False,
        choices=[("", _("All")), ("yes", _("Given")), ("no", _("Not given"))],
    )
    attribute = forms.CharField(
        label=_("Anything else"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "placeholder": _("City: Cádiz")}),
    )

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data, label_suffix="")
        lists, country = self.fields["list"], self.fields["country"]
        assert isinstance(lists, forms.ModelChoiceField)
        assert isinstance(country, forms.ChoiceField)
        lists.queryset = ContactList.objects.visible_to(access).order_by("name")
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [("", _("All")), ("none", _("Not called yet")), *outcomes.choices()]
        language = get_language() or "en"
        country.choices = [("", _("All"))] + [
            (code, countries.name_of(code, language)) for code in settings.ALLOWED_COUNTRIES
        ]

    def chosen(self) -> dict[str, Any]:
        """What was chosen and makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class UploadForm(ServiceForm):
    """A file of contacts."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"}),
        help_text=_("CSV, XLSX, XLS or ODS. The first row names the columns, one of them “Phone”."),
    )
    list_name = forms.CharField(
        label=_("List"),
        max_length=120,
        widget=forms.TextInput({"list": "lists", "autocomplete": "off"}),
        help_text=_("The people go on this list, new or not. A campaign calls lists."),
    )
    default_country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("Reads the numbers that have no country code."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, access: Access, list_name: str = ""
    ) -> None:
        initial = {
            "default_country": access.organization.default_country,
            "list_name": list_name,
        }
        super().__init__(data, files, initial=initial)
        self.fields["review"] = forms.BooleanField(
            label=_("Look at the columns first"),
            required=False,
            help_text=_("You see the first rows, and say what each column is."),
        )
        country = self.fields["default_country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = countries.choices(get_language() or "en")


class ReviewForm(ServiceForm):
    """What the columns of a file are, and what becomes of people who are known."""

    separator = forms.ChoiceField(
        label=_("Separator"),
        required=False,
        choices=[("", _("None")), (",", ","), (";", ";"), ("\t", _("Tab")), ("|", "|")],
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[("", _("None")), *((name, name) for name in ENCODINGS)],
    )
    mode = forms.ChoiceField(label=_("People who are known"), choices=Import.Mode.choices)
    dry_run = forms.BooleanField(
        label=_("Only count: change nothing"),
        required=False,
        help_text=_("You see what would become of each row, and can import afterwards."),
    )

    def __init__(self, data: Any = None, *, upload: Import, look: Look) -> None:
        initial = {
            "separator": look.separator,
            "encoding": look.encoding,
            "mode": upload.mode,
            "dry_run": upload.dry_run,
        }
        super().__init__(data, initial=initial)
        for place, name in enumerate(look.header):
            self.fields[f"role_{place}"] = forms.ChoiceField(
                label=name or letter_of(place),
                choices=ROLE_LABELS.items(),
                initial=look.roles[place] if place < len(look.roles) else ATTRIBUTE,
            )
        self._width = len(look.header)
        self.is_text = bool(look.encoding)

    @property
    def roles(self) -> list[str]:
        """What was said of each column."""
        return [self.cleaned_data[f"role_{place}"] for place in range(self._width)]

    def columns(self) -> "list[forms.BoundField]":
        """A field for each column."""
        return [self[f"role_{place}"] for place in range(self._width)]


class ListForm(ServiceForm):
    """A list's name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class ConsentForm(ServiceForm):
    """What a person agreed to."""

    purpose = forms.ChoiceField(label=_("For"), choices=ConsentRecord.Purpose.choices)
    basis = forms.ChoiceField(label=_("Basis"), choices=ConsentRecord.Basis.choices)
    source = forms.CharField(label=_("Where"), max_length=200)
    text = forms.CharField(label=_("What was agreed to"), max_length=2000, required=False)
    evidence = forms.CharField(label=_("Proof"), max_length=500, required=False)


class SuppressionSetForm(ServiceForm):
    """A list of numbers that somebody else keeps."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"})
    )
    kind = forms.ChoiceField(
        label=_("Which list"),
        choices=[
            choice
            for choice in SuppressionSet.Kind.choices
            if choice[0] != SuppressionSet.Kind.ERASED
        ],
    )
    scheme = forms.ChoiceField(label=_("Written as"), choices=SuppressionSet.Scheme.choices)
    expires_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("Many lists must be fetched anew every month."),
    )


class SuppressionForm(ServiceForm):
    """A number that must not be contacted."""

    phone = forms.CharField(
        label=_("Phone"), max_length=60, widget=forms.TextInput({"type": "tel"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
