"""Lists: named sets of contacts."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from contacts.models import Contact, ContactList, ListEntry
from lib.errors import DomainError, InvalidInput

NAME_LENGTH = 120


def create_list(*, organization: Organization, name: str) -> ContactList:
    """An empty list; DomainError "list_exists" when the organisation has one of this name."""
    return _save(ContactList(organization=organization, name=_named(name)))


def rename_list(*, contact_list: ContactList, name: str) -> ContactList:
    """The list under another name; the same errors as `create_list`."""
    contact_list.name = _named(name)
    return _save(contact_list)


def delete_list(*, contact_list: ContactList) -> None:
    """Forget the list; its contacts stay."""
    contact_list.delete()


def add_to_list(*, contact_list: ContactList, contacts: Iterable[Contact]) -> None:
    """Put contacts of the same organisation on the list; those on it already stay."""
    entries = [
        ListEntry(contact_list=contact_list, contact=contact)
        for contact in contacts
        if contact.organization_id == contact_list.organization_id
    ]
    ListEntry.objects.bulk_create(entries, ignore_conflicts=True)


def remove_from_list(*, contact_list: ContactList, contacts: Iterable[Contact]) -> None:
    """Take contacts off the list."""
    contact_list.entries.filter(contact__in=list(contacts)).delete()


def list_named(*, organization: Organization, name: str) -> ContactList:
    """The organisation's list of this name, made if there is none."""
    found, _made = ContactList.objects.get_or_create(organization=organization, name=_named(name))
    return found


def _named(name: str) -> str:
    tidy = " ".join(name.replace("\0", "").split())
    if not tidy or len(tidy) > NAME_LENGTH:
        message = _("A list needs a name of at most 120 characters.")
        raise InvalidInput("list_name_invalid", message, fields={"name": message})
    return tidy


def _save(contact_list: ContactList) -> ContactList:
    try:
        with transaction.atomic():
            contact_list.save()
    except IntegrityError as error:
        message = _("There is a list of this name already.")
        raise DomainError("list_exists", message, fields={"name": message}) from error
    return contact_list
