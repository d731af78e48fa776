"""Contacts as a file."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field

from contacts.models import Contact, Suppression
from lib.spreadsheet import safe


class ContactResource(resources.ModelResource):  # type: ignore[misc]
    """People by the names of columns that an import understands."""

    phone = Field("e164", "Phone")
    name = Field("name", "Name")
    email = Field("email", "E-mail")
    language = Field("language", "Language")
    country = Field("country", "Country")
    time_zone = Field("time_zone", "Time zone")
    attributes = Field("attributes", "Attributes")

    class Meta:
        model = Contact
        fields = ("phone", "name", "email", "language", "country", "time_zone", "attributes")

    def export_field(self, field: Field, instance: Contact, **kwargs: Any) -> Any:
        """A cell that a spreadsheet shows and never runs."""
        return safe(super().export_field(field, instance, **kwargs))


class SuppressionResource(resources.ModelResource):  # type: ignore[misc]
    """Suppressed numbers, and why."""

    organization = Field("organization__name", "Organisation")

    class Meta:
        model = Suppression
        fields = ("e164", "organization", "reason", "source", "created_at", "expires_at")

    def export_field(self, field: Field, instance: Suppression, **kwargs: Any) -> Any:
        """A cell that a spreadsheet shows and never runs."""
        return safe(super().export_field(field, instance, **kwargs))


HEADER = ["Phone", "Name", "E-mail", "Language", "Country", "Time zone", "Attributes"]
SHEET_ROWS = 1_000_000
"""That a sheet of a workbook holds, the header left out and then some."""


def lines_of(contacts: QuerySet[Contact]) -> Iterator[list[str]]:
    """A row for each, read as it is asked for: a million need no memory."""
    for contact in contacts.iterator(chunk_size=2000):
        yield [
            contact.e164,
            contact.name,
            contact.email,
            contact.language,
            contact.country,
            contact.time_zone,
            json.dumps(contact.attributes, ensure_ascii=False) if contact.attributes else "",
        ]
