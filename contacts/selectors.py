"""What is read of people: through the wall between organisations."""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization, OwnedQuerySet
from contacts.finding import ATTRIBUTES, find
from contacts.folding import fold
from contacts.law import PRESETS, Law, Preset, law_of
from contacts.models import (
    ConsentRecord,
    Contact,
    ContactList,
    CountryRule,
    Import,
    Lead,
    ListEntry,
    Suppression,
)
from contacts.standing import decision_of
from lib.errors import NotFound
from lib.hours import Windows

_EXTENSIONS = [
    named
    for name in ("extension", "extensión", "ext", "ext.", "anexo", "interno")
    for named in (name, name.capitalize(), name.upper())
]
_LOOKS_LIKE_A_PHONE = re.compile(r"[\d\s().+\-/]*\d[\d\s().+\-/]*")

_COUNTED = 50_000
"""Ids of the newest contacts among which is counted how many were chosen"""
_FEW = 20
"""and how few of them tell nothing of the rest."""


def contacts_visible_to(access: Access) -> OwnedQuerySet[Contact]:
    """The contacts that this person may see."""
    return Contact.objects.visible_to(access)


def extensions_of(contact_ids: Iterable[int]) -> dict[int, str]:
    """Contact → the extension behind their number, for those who have one: it stands among their
    attributes, under the name that its column had."""
    having = Contact.objects.filter(pk__in=contact_ids, attributes__has_any_keys=_EXTENSIONS)
    return {
        pk: next(str(attributes[name]) for name in _EXTENSIONS if name in attributes)
        for pk, attributes in having.values_list("pk", "attributes")
    }


def with_lists(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    """The same, each with `list_ids`: the lists that it is on, read in the same statement."""
    entries = ListEntry.objects.filter(contact=OuterRef("pk"))
    return contacts.annotate(list_ids=ArraySubquery(entries.values("contact_list_id")))


def contacts_chosen(
    access: Access,
    *,
    q: str = "",
    list: ContactList | None = None,
    country: str = "",
    language: str = "",
    outcome: str = "",
    consent: str = "",
    attribute: str = "",
) -> QuerySet[Contact]:
    """The contacts that this person may see, by what was chosen of them.

    `outcome` is that of their last call, "none" where there was none; `consent` "yes" or "no";
    `attribute` "Name: text", or any part of a name or text of an attribute.
    """
    contacts: QuerySet[Contact] = contacts_visible_to(access)
    if list is not None:
        on_list = ListEntry.objects.filter(contact_list=list, contact=OuterRef("pk"))
        contacts = contacts.filter(Exists(on_list))
    if country:
        contacts = contacts.filter(country=country)
    if language:
        contacts = contacts.filter(language=language)
    if outcome:
        contacts = contacts.filter(last_outcome="" if outcome == "none" else outcome)
    if consent:
        given = ConsentRecord.objects.filter(
            organization=OuterRef("organization"), e164=OuterRef("e164"), withdrawn_at=None
        )
        contacts = contacts.filter(Exists(given) if consent == "yes" else ~Exists(given))
    contacts = with_attribute(contacts, attribute, access.organization.pk)
    return search(contacts, q, access.organization.pk)


def size_of(rows: QuerySet[Any], *, at_most: int = 1000) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than it has counted."""
    counted = rows.order_by()[: at_most + 1].count()
    return min(counted, at_most), counted > at_most


class Size(NamedTuple):
    """How many there are: exactly, `is_more` than `number`, or `is_about` it."""

    number: int
    is_more: bool
    is_about: bool = False


def size_shown(access: Access, contacts: QuerySet[Contact]) -> Size:
    """How many of the organisation's contacts were chosen, without reading a million for it.

    The newest are counted; where that is neither all of them nor few, the rest is as they are.
    """
    ids = contacts_visible_to(access).values_list("pk", flat=True)
    first, last = ids.order_by("pk").first() or 0, ids.order_by("-pk").first() or 0
    share = _COUNTED / (last - first + 1)
    if share < 1:
        counted, is_more = size_of(contacts.filter(pk__gt=last - _COUNTED))
        if is_more:
            return Size(counted, is_more=True)
        if counted >= _FEW:
            return Size(_rounded(counted / share), is_more=False, is_about=True)
    return Size(*size_of(contacts))


def _rounded(number: float) -> int:
    """To two digits that count: more is not known."""
    return int(float(f"{number:.2g}"))


def search(
    contacts: QuerySet[Contact], text: str, organization_id: int | None = None
) -> QuerySet[Contact]:
    """Those whose name, e-mail and phone together hold every word of `text`, accents and case
    ignored; a phone may be typed with spaces. Among a million it is quick where the organisation
    is named to which all of them belong."""
    words = fold(text.replace("\0", "")).split()
    if _LOOKS_LIKE_A_PHONE.fullmatch(text):
        words = ["".join(character for character in text if character.isdigit())]
    if not words:
        return contacts
    if organization_id is not None:
        found = find(organization_id, words)
        if found.ids is not None:
            return contacts.filter(pk__in=found.ids)
        contacts = contacts.filter(pk__gte=found.first, pk__lt=found.end)
    for word in words:
        contacts = contacts.filter(search_text__contains=word)
    return contacts


def with_attribute(
    contacts: QuerySet[Contact], text: str, organization_id: int
) -> QuerySet[Contact]:
    """Those with this attribute: "City: Cádiz" exactly, or any part of one without the colon."""
    tidy = text.replace("\0", "").strip()
    if not tidy:
        return contacts
    name, colon, value = (part.strip() for part in tidy.partition(":"))
    exact = bool(colon and name and value)
    # As PostgreSQL writes it: `{"City": "Cádiz"}`, in lower case.
    pair = f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"
    parts = [pair.lower() if exact else tidy.lower()]
    found = find(organization_id, parts, kind=ATTRIBUTES)
    if found.ids is not None:
        contacts = contacts.filter(pk__in=found.ids)
    else:
        contacts = contacts.filter(pk__gte=found.first, pk__lt=found.end)
    if exact:
        return contacts.filter(attributes__contains={name: value})
    return contacts if found.ids is not None else contacts.filter(attributes__icontains=tidy)


def lead_of(contact: Contact) -> Lead | None:
    """The contact's lead, its stage and history read; None where it is none."""
    found = Lead.objects.filter(contact=contact).select_related("stage")
    return found.prefetch_related("events__by").first()


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


_ALL_DAY: Windows = {str(day): [["00:00", "24:00"]] for day in range(7)}


@dataclass(frozen=True, slots=True)
class CountryLaw:
    """What holds for calls to a country: the preset, the organisation's rule, and both together."""

    country: str
    preset: Preset | None
    rule: CountryRule | None
    law: Law

    @property
    def hours(self) -> Windows:
        """When calls are lawful, whatever a campaign wants."""
        return self.law.hours(_ALL_DAY)

    @property
    def spares_holidays(self) -> bool:
        """Whether nobody is called on holidays."""
        return bool(self.law.holidays_of)


def law_by_country(
    access: Access, *, today: dt.date, countries: Collection[str] | None = None
) -> list[CountryLaw]:
    """What holds today in these countries; in all that may be called where none are named."""
    rules = {rule.country: rule for rule in CountryRule.objects.visible_to(access)}
    found = []
    for code in settings.ALLOWED_COUNTRIES if countries is None else countries:
        rule = rules.get(code)
        law = law_of(code, decision_of(rule) if rule else None, today=today)
        found.append(CountryLaw(code, PRESETS.get(code), rule, law))
    return found
