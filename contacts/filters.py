"""What the API's lists may be narrowed to."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from contacts.models import Contact, ContactList, Suppression
from contacts.selectors import search, with_attribute, with_digits


def _lists(request: Any) -> QuerySet[ContactList]:
    return (
        ContactList.objects.none()
        if request is None
        else ContactList.objects.visible_to(request.access)
    )


class ContactFilter(filters.FilterSet):  # type: ignore[misc]
    """Contacts, by any part of name, phone or e-mail, and by what is chosen of them."""

    q = filters.CharFilter(
        method="by_text", max_length=100, label="Part of a name, a phone or an e-mail."
    )
    list = filters.ModelChoiceFilter(queryset=_lists, field_name="lists", label="Id of a list.")

    attribute = filters.CharFilter(
        method="by_attribute", max_length=200, label="“Name: text”, or any part of an attribute."
    )

    class Meta:
        model = Contact
        fields = ["country", "language", "last_outcome"]

    def by_text(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        """As the page searches."""
        return search(rows, value, self._organization_id)

    def by_attribute(self, rows: QuerySet[Contact], name: str, value: str) -> QuerySet[Contact]:
        """As the page searches."""
        return with_attribute(rows, value, self._organization_id)

    @property
    def _organization_id(self) -> int:
        organization_id: int = self.request.access.organization.pk
        return organization_id


class SuppressionFilter(filters.FilterSet):  # type: ignore[misc]
    """Suppressed numbers, by any part of them."""

    q = filters.CharFilter(method="by_digits", max_length=30, label="Part of a number.")

    class Meta:
        model = Suppression
        fields = ["source"]

    def by_digits(
        self, rows: QuerySet[Suppression], name: str, value: str
    ) -> QuerySet[Suppression]:
        """As the page searches."""
        return with_digits(rows, value)
