"""A person's own data: all of it given to them, or all of it gone."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Organization, User
from contacts.hashes import keyed
from contacts.models import (
    ConsentRecord,
    Contact,
    Erasure,
    Import,
    PrivacySettings,
    RejectedRow,
    SearchBlock,
    SearchMark,
    SuppressedHash,
    Suppression,
    SuppressionSet,
)
from contacts.privacy import parts
from lib.live import tell

_OVER = (Import.Status.DONE, Import.Status.FAILED, Import.Status.CANCELED)
_AT_ONCE = 500


def export_person(*, contact: Contact) -> dict[str, Any]:
    """All that is kept of a person, as JSON would hold it: what they may ask for."""
    own = {
        "e164": contact.e164,
        "name": contact.name,
        "email": contact.email,
        "language": contact.language,
        "country": contact.country,
        "time_zone": contact.time_zone,
        "attributes": contact.attributes,
        "created_at": contact.created_at.isoformat(),
        "updated_at": contact.updated_at.isoformat(),
        "came_from": origin_of(contact),
        "lists": list(contact.lists.order_by("name").values_list("name", flat=True)),
    }
    of_number = {"organization": contact.organization_id, "e164": contact.e164}
    return {
        "contact": own,
        "consents": [
            _plain(row)
            for row in ConsentRecord.objects.filter(**of_number).values(
                "purpose", "basis", "text", "source", "evidence", "given_at", "expires_at",
                "withdrawn_at",
            )
        ],
        "suppressions": [
            _plain(row)
            for row in Suppression.objects.filter(**of_number).values(
                "reason", "source", "evidence", "created_at", "expires_at"
            )
        ],
    } | {part.name: part.export(contact) for part in parts()}  # fmt: skip


def origin_of(contact: Contact) -> dict[str, Any] | None:
    """The file and row that brought a person; None where none did, or it is forgotten."""
    found = Import.objects.filter(pk=contact.origin_id).first() if contact.origin_id else None
    return {"file": found.filename, "row": contact.origin_row} if found else None


@transaction.atomic
def erase_person(*, contact: Contact, user: User | None = None) -> Erasure:
    """Forget a person wherever they are: contact, calls, sound, consents, rejected rows, and the
    uploaded files that are not needed any more, for they may be in any.

    Only a keyed hash of the number stays: an import, or a backup that is restored, never has them
    called again.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    organization, e164 = contact.organization, contact.e164
    done = {part.name: part.erase(contact) for part in parts()}
    of_number = {"organization": organization, "e164": e164}
    done["consents"] = ConsentRecord.objects.filter(**of_number).delete()[0]
    done["suppressions"] = Suppression.objects.filter(**of_number).delete()[0]
    done["rejected rows"] = _erase_rejected(contact)
    done["files"] = _delete_files(Import.objects.filter(organization=organization))
    digest = keyed(e164)
    erased, _made = SuppressionSet.objects.get_or_create(
        organization=organization,
        kind=SuppressionSet.Kind.ERASED,
        defaults={"status": SuppressionSet.Status.READY},
    )
    SuppressedHash.objects.get_or_create(suppression_set=erased, digest=digest)
    _erase_block(contact)
    contact.delete()
    done["contact"] = 1
    tell(organization.pk, "suppression", id=erased.pk)
    return Erasure.objects.create(
        organization=organization, digest=digest, done=done, asked_by=user
    )


def repeat_erasures() -> int:
    """After a backup was restored: erase again whoever was erased before; how many.

    The hashes are the only thing that a restore needs: keep `SuppressedHash` of a later day.
    """
    again = 0
    for erased in SuppressionSet.objects.filter(kind=SuppressionSet.Kind.ERASED):
        digests = {bytes(row.digest) for row in erased.hashes.all()}
        people = Contact.objects.filter(organization=erased.organization_id)
        for person in people.iterator(chunk_size=2000):
            if keyed(person.e164) in digests:
                erase_person(contact=person)
                again += 1
    return again


def keep_for(*, organization: Organization, **days: int | None) -> PrivacySettings:
    """For how long an organisation keeps what; the fields of PrivacySettings."""
    settings, _made = PrivacySettings.objects.update_or_create(
        organization=organization, defaults=days
    )
    return settings


def forget_what_is_old() -> dict[str, int]:
    """Delete what organisations no longer keep; how much of each."""
    files = people = aged = 0
    for organization in Organization.objects.select_related("privacy"):
        told = getattr(organization, "privacy", None)
        settings = told or PrivacySettings(organization=organization)
        if (days := settings.import_files_days) is not None:
            old = Import.objects.filter(
                organization=settings.organization,
                finished_at__lt=Now() - dt.timedelta(days=days),
            )
            files += _delete_files(old)
        aged += sum(part.age(settings) for part in parts() if part.age is not None)
        if (days := settings.contacts_days) is not None:
            people += _forget_contacts(settings.organization, dt.timedelta(days=days))
    return {"files": files, "contacts": people, "aged": aged}


def _forget_contacts(organization: Organization, kept: dt.timedelta) -> int:
    """Those whom nobody has called or changed for so long. Nobody asked: no hash stays."""
    quiet = Q(last_called_at=None) | Q(last_called_at__lt=Now() - kept)
    old = Contact.objects.filter(quiet, organization=organization, updated_at__lt=Now() - kept)
    forgotten = 0
    for contact in old[:_AT_ONCE]:
        with transaction.atomic():
            for part in parts():
                part.erase(contact)
            contact.delete()
        forgotten += 1
    return forgotten


def _delete_files(imports: Any) -> int:
    """Delete the files of imports that are over, after the commit; how many."""
    over = list(imports.filter(status__in=_OVER).exclude(file=""))
    for found in over:
        storage, name = found.file.storage, found.file.name
        transaction.on_commit(partial(storage.delete, name))
        found.file = ""
        found.save(update_fields=["file"])
    return len(over)


def _erase_rejected(contact: Contact) -> int:
    """Rows that were rejected and name the person: by the last digits of the phone, the e-mail."""
    rows = RejectedRow.objects.filter(source__organization=contact.organization_id)
    told = Q(values__icontains=contact.e164[-9:])
    if contact.email:
        told |= Q(values__icontains=contact.email)
    return int(rows.filter(told).delete()[0])


def _erase_block(contact: Contact) -> None:
    """Of the text that is searched: gone now, written anew without them soon."""
    block = {"organization_id": contact.organization_id, "number": contact.pk >> 7}
    SearchBlock.objects.filter(**block).delete()
    SearchMark.objects.create(**block)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in row.items()
    }
