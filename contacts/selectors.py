"""What is read of people: through the wall between organisations."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization, OwnedQuerySet
from contacts.folding import fold
from contacts.models import Contact, ContactList, Import, ListEntry, Suppression
from lib.errors import NotFound

_LOOKS_LIKE_A_PHONE = re.compile(r"[\d\s().+\-/]*\d[\d\s().+\-/]*")


def contacts_visible_to(access: Access) -> OwnedQuerySet[Contact]:
    """The contacts that this person may see."""
    return Contact.objects.visible_to(access)


def contacts_chosen(
    access: Access,
    *,
    q: str = "",
    list: ContactList | None = None,
    country: str = "",
    language: str = "",
) -> QuerySet[Contact]:
    """The contacts that this person may see, by what was chosen of them."""
    contacts: QuerySet[Contact] = contacts_visible_to(access)
    if list is not None:
        on_list = ListEntry.objects.filter(contact_list=list, contact=OuterRef("pk"))
        contacts = contacts.filter(Exists(on_list))
    if country:
        contacts = contacts.filter(country=country)
    if language:
        contacts = contacts.filter(language=language)
    return search(contacts, q)


def size_of(rows: QuerySet[Any], *, at_most: int = 10_000) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than it has counted."""
    counted = rows.order_by()[: at_most + 1].count()
    return min(counted, at_most), counted > at_most


def search(contacts: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """Those whose name, e-mail and phone together hold every word of `text`, accents and case
    ignored; a phone may be typed with spaces."""
    words = fold(text.replace("\0", "")).split()
    if _LOOKS_LIKE_A_PHONE.fullmatch(text):
        words = ["".join(character for character in text if character.isdigit())]
    for word in words:
        contacts = contacts.filter(search_text__contains=word)
    return contacts


def lists_visible_to(access: Access) -> QuerySet[ContactList]:
    """The lists that this person may see, by name, each with its `size`."""
    lists = ContactList.objects.visible_to(access)
    return lists.annotate(size=Count("entries")).order_by("name")


def lists_of(organization: Organization, lists: Iterable[ContactList]) -> list[ContactList]:
    """These lists, all of this organisation; NotFound when one is not."""
    chosen = list(lists)
    if any(found.organization_id != organization.pk for found in chosen):
        raise NotFound("list_not_found", _("There is no such list."))
    return chosen


def imports_visible_to(access: Access) -> OwnedQuerySet[Import]:
    """The imports that this person may see, newest first."""
    return Import.objects.visible_to(access)


def suppressions_visible_to(access: Access, *, text: str = "") -> QuerySet[Suppression]:
    """The organisation's own suppressed numbers in which these digits stand, newest first."""
    return with_digits(Suppression.objects.visible_to(access).order_by("-id"), text)


def with_digits(rows: QuerySet[Suppression], text: str) -> QuerySet[Suppression]:
    """Those in whose number the digits of a text stand in this order."""
    digits = "".join(character for character in text if character.isdecimal())
    return rows.filter(e164__contains=digits) if digits else rows
