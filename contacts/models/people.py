"""People, and the lists they are on."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES, Organization, OwnedQuerySet


class Fold(models.Func):
    """A text in lower case without accents, as `contacts.folding.fold` does it, by what every
    PostgreSQL has built in. Only a text that has more than ASCII is taken apart."""

    template = (
        "lower(CASE WHEN octet_length(%(expressions)s) = char_length(%(expressions)s) "
        "THEN %(expressions)s ELSE "
        r"regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]+', '', 'g') END)"
    )
    output_field = models.TextField()


class Spaced(models.Func):
    """Texts in one, a space between them."""

    arg_joiner = " || ' ' || "
    template = "(%(expressions)s)"
    output_field = models.TextField()


class Contact(models.Model):
    """A person with a phone number, once in an organisation.

    `country` is that of the number. `search_text` is made by the database, whoever writes.
    `origin` is the import that brought the person, from its row `origin_row`. Indexes end with
    `id` and are read backwards: those that are new are appended, where that costs least.
    """

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="contacts",
        db_index=False,  # others begin with it
        db_constraint=False,  # the database checks it once a statement, not once a row
    )
    e164 = models.CharField(_("phone"), max_length=16)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166."))
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        help_text=_("Where this person lives. Empty: every zone the number may be in."),
    )
    attributes: "models.JSONField[dict[str, Any]]" = models.JSONField(
        _("attributes"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("Anything else that is known: name → text."),
    )
    last_outcome = models.CharField(
        _("last outcome"),
        max_length=16,
        blank=True,
        db_default="",
        help_text=_("Of the last call that had one."),
    )
    last_called_at = models.DateTimeField(_("last called"), null=True, blank=True)
    search_text = models.GeneratedField(
        expression=Spaced(Fold("name"), Fold("email"), models.F("e164")),
        output_field=models.TextField(),
        db_persist=True,
    )
    origin = models.ForeignKey(
        "contacts.Import",
        verbose_name=_("came from"),
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,  # a check a row, for what is history
    )
    origin_row = models.PositiveIntegerField(_("row"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_default=Now())
    updated_at = models.DateTimeField(_("updated"), auto_now=True, db_default=Now())

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["organization", "e164"], name="contact_once"),
        ]
        indexes = [
            models.Index(fields=["organization", "id"], name="contact_newest"),
            models.Index(fields=["organization", "country", "id"], name="contact_country"),
            models.Index(
                fields=["organization", "language", "id"],
                name="contact_language",
                condition=~models.Q(language=""),
            ),
            models.Index(
                fields=["organization", "last_outcome", "id"],
                name="contact_outcome",
                condition=~models.Q(last_outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.e164


class ContactList(models.Model):
    """A named set of contacts: whom a campaign calls."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="contact_lists"
    )
    name = models.CharField(_("name"), max_length=120)
    contacts: "models.ManyToManyField[Contact, ListEntry]" = models.ManyToManyField(
        Contact, through="ListEntry", related_name="lists"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="list_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ListEntry(models.Model):
    """A contact on a list."""

    contact_list = models.ForeignKey(
        ContactList,
        on_delete=models.CASCADE,
        related_name="entries",
        db_index=False,  # another begins with it
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact_list", "contact"], name="list_entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_list_id} · {self.contact_id}"
