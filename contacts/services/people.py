"""One contact: made, changed, deleted."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES, Organization
from contacts.faults import FILE_FAULTS
from contacts.importer import NAME_LENGTH, VALUE_LENGTH
from contacts.models import Contact, ContactList
from contacts.selectors import lists_of
from lib.errors import DomainError, InvalidInput, TooMany
from lib.phone import BadNumber, Phone, parse_phone, zone_exists

MAX_ATTRIBUTES = 500
_NOTE_RESULTS = """
    UPDATE contacts_contact SET last_outcome = called.outcome, last_called_at = called.at
    FROM (
        SELECT contact.id, result.outcome, result.at
        FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS result(id, outcome, at)
        JOIN contacts_contact contact ON contact.id = result.id
        WHERE contact.last_called_at IS NULL OR contact.last_called_at <= result.at
        ORDER BY contact.id FOR NO KEY UPDATE OF contact
    ) called
    WHERE contacts_contact.id = called.id
"""
_FIELDS = frozenset({"name", "email", "language", "time_zone", "attributes"})


@transaction.atomic
def create_contact(
    *,
    organization: Organization,
    phone: str,
    lists: Iterable[ContactList] = (),
    **fields: Any,
) -> Contact:
    """A new contact with this phone, as it was typed, on these lists of the organisation.

    `fields`: name, email, language, time_zone, attributes. InvalidInput names what can't be
    used; DomainError "contact_exists" when the organisation has the number already.
    """
    read = _read(organization, phone)
    contact = Contact(organization=organization, e164=read.e164, country=read.country)
    _fill(contact, fields)
    _save(contact)
    require_room(organization)
    contact.lists.set(lists_of(organization, lists))
    return contact


@transaction.atomic
def update_contact(
    *,
    contact: Contact,
    phone: str | None = None,
    lists: Iterable[ContactList] | None = None,
    **fields: Any,
) -> Contact:
    """Change what is given and leave the rest; the same errors as `create_contact`."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if phone is not None:
        read = _read(contact.organization, phone)
        contact.e164, contact.country = read.e164, read.country
    _fill(contact, fields)
    _save(contact)
    if lists is not None:
        contact.lists.set(lists_of(contact.organization, lists))
    return contact


def require_room(organization: Organization) -> None:
    """To be asked once people are written, in their transaction: TooMany when there are more than
    the organisation may have. Counts only where there is a limit."""
    if organization.max_contacts is None:
        return
    # Whoever else adds people waits here until this transaction ends, and then sees them.
    limit = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk).max_contacts
    if Contact.objects.filter(organization=organization).order_by("pk")[limit:].exists():
        raise TooMany("too_many_contacts", FILE_FAULTS["too_many_contacts"])


def delete_contact(*, contact: Contact) -> None:
    """Forget the person. A suppression of their number stays."""
    contact.delete()


@transaction.atomic
def note_attribute(*, contact_id: int, key: str, value: str) -> None:
    """Keep a fact that a call brought to light; a contact that is gone is no error."""
    contact = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is not None:
        _fill(contact, {"attributes": contact.attributes | {key: value}})
        contact.save(update_fields=["attributes", "updated_at"])


def note_results(results: Mapping[int, tuple[str, dt.datetime]]) -> None:
    """What came of people's last calls: contact's id → outcome, when. An older one is left out."""
    if not results:
        return
    ids = sorted(results)
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE_RESULTS,
            [ids, [results[pk][0] for pk in ids], [results[pk][1] for pk in ids]],
        )


def _read(organization: Organization, phone: str) -> Phone:
    try:
        return parse_phone(phone, default_country=organization.default_country)
    except BadNumber as error:
        raise InvalidInput(error.code, error.message, fields={"phone": error.message}) from error


def _fill(contact: Contact, fields: Mapping[str, Any]) -> None:
    unknown = fields.keys() - _FIELDS
    if unknown:
        raise TypeError(f"No fields of a contact: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(contact, name, value)
    if len(contact.name) > NAME_LENGTH:
        _refuse("name", _("This name is too long."))
    if contact.time_zone and not zone_exists(contact.time_zone):
        _refuse("time_zone", _("This time zone is not known: write it like Europe/Madrid."))
    if contact.language and contact.language not in dict(LANGUAGES):
        _refuse("language", _("This language is not spoken here."))
    if not _are_attributes(contact.attributes):
        _refuse("attributes", _("Attributes are names with a text each, and not too many."))


def _are_attributes(attributes: Any) -> bool:
    return (
        isinstance(attributes, dict)
        and len(attributes) <= MAX_ATTRIBUTES
        and all(
            isinstance(value, str) and len(value) <= VALUE_LENGTH and _is_storable(name + value)
            for name, value in attributes.items()
        )
    )


def _is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold it: no zero character, no half of a pair."""
    return "\0" not in text and text.encode(errors="ignore").decode() == text


def _refuse(field: str, message: Any) -> None:
    raise InvalidInput(f"{field}_invalid", message, fields={field: message})


def _save(contact: Contact) -> None:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        message = _("There is a contact with this number already.")
        raise DomainError("contact_exists", message, fields={"phone": message}) from error
