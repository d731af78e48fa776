"""Contacts, lists, imports and suppressed numbers as the API shows them."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from rest_framework import serializers

from contacts.importer import VALUE_LENGTH
from contacts.models import Contact, ContactList, Import, RejectedRow, Suppression
from lib.quick_rows import QuickRows

RowT = TypeVar("RowT", bound=models.Model)


class OwnedField(serializers.PrimaryKeyRelatedField[RowT]):
    """The id of a row of one's own organisation: any other does not exist."""

    def get_queryset(self) -> Any:
        """What there is to choose from, for the one who asks."""
        rows = super().get_queryset()
        request = self.context.get("request")
        if request is None:
            return rows
        return rows.visible_to(request.access)  # type: ignore[union-attr]


class ListsField(serializers.ManyRelatedField):
    """The ids of the lists that a contact is on, ascending; from the row's own query where it has
    read them (`list_ids`)."""

    def get_attribute(self, instance: Contact) -> list[int]:
        """What a contact is on."""
        if (ids := getattr(instance, "list_ids", None)) is None:
            ids = instance.lists.order_by().values_list("pk", flat=True)
        return sorted(ids)

    def to_representation(self, value: Iterable[int]) -> list[int]:
        """Ids are shown as they are."""
        return list(value)


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A person. `phone` is written as people write it; `e164` and `country` are read from it."""

    phone = serializers.CharField(write_only=True, max_length=60, help_text="As people write it.")
    attributes = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=VALUE_LENGTH),
        required=False,
        help_text="Anything else that is known: name → text.",
    )
    lists = ListsField(
        child_relation=OwnedField(queryset=ContactList.objects.all()), required=False
    )

    class Meta:
        model = Contact
        list_serializer_class = QuickRows
        fields = [
            "id",
            "phone",
            "e164",
            "country",
            "name",
            "email",
            "language",
            "time_zone",
            "attributes",
            "lists",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["e164", "country"]


class ContactListSerializer(serializers.ModelSerializer[ContactList]):
    """A named set of contacts, and how many are on it."""

    size = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = ContactList
        fields = ["id", "name", "size", "created_at"]
        validators: list[Any] = []


class SomeContactsSerializer(serializers.Serializer[None]):
    """Contacts, by their ids."""

    contacts = OwnedField(queryset=Contact.objects.all(), many=True, allow_empty=False)


class UploadSerializer(serializers.Serializer[None]):
    """A file of contacts: CSV, XLSX, XLS or ODS."""

    file = serializers.FileField(help_text="The first row names the columns, one of them “Phone”.")
    list = OwnedField(queryset=ContactList.objects.all(), required=False, allow_null=True)
    list_name = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=120,
        help_text="Of the list to put the people on, new or not; where no `list` is given.",
    )
    default_country = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2,
        help_text="ISO 3166: reads numbers without a country code. The organisation's if empty.",
    )


class ImportSerializer(serializers.ModelSerializer[Import]):
    """An uploaded file and what became of its rows; `total` is an estimate until it is over."""

    list = serializers.PrimaryKeyRelatedField(
        source="contact_list", read_only=True, allow_null=True
    )  # type: ignore[var-annotated]
    imported = serializers.IntegerField(read_only=True)
    problem = serializers.CharField(source="sentence", read_only=True)

    class Meta:
        model = Import
        fields = [
            "id",
            "filename",
            "list",
            "default_country",
            "status",
            "problem",
            "total",
            "processed",
            "imported",
            "created",
            "updated",
            "unchanged",
            "rejected",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields


class RejectionSerializer(serializers.ModelSerializer[RejectedRow]):
    """A row that could not become a contact, and why. The header is row 1."""

    explanation = serializers.CharField(source="sentence", read_only=True)
    values = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = RejectedRow
        fields = ["row_number", "reason", "explanation", "values"]
        read_only_fields = fields


class SuppressionSerializer(serializers.ModelSerializer[Suppression]):
    """A number that must not be contacted, since when, until when, and why."""

    phone = serializers.CharField(write_only=True, max_length=60, help_text="As people write it.")

    class Meta:
        model = Suppression
        fields = [
            "id",
            "phone",
            "e164",
            "reason",
            "source",
            "evidence",
            "created_at",
            "expires_at",
        ]
        read_only_fields = ["e164", "source", "evidence"]
