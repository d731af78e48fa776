"""What people agreed to: written down once, withdrawn, never changed."""

import datetime as dt

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from contacts.models import ConsentRecord, ContactList
from contacts.selectors import lists_of
from lib.clock import database_now
from lib.errors import InvalidInput

_FOR_A_LIST = """
    INSERT INTO contacts_consentrecord (
        organization_id, e164, purpose, basis, text, source, evidence, given_at, expires_at,
        recorded_by_id, recorded_at
    )
    SELECT contact.organization_id, contact.e164, %(purpose)s, %(basis)s, %(text)s, %(source)s,
        %(evidence)s, %(given_at)s, %(expires_at)s, %(user)s, statement_timestamp()
    FROM contacts_listentry entry JOIN contacts_contact contact ON contact.id = entry.contact_id
    WHERE entry.contact_list_id = %(list)s
"""


def record_consent(
    *,
    organization: Organization,
    e164: str,
    purpose: str,
    basis: str,
    source: str,
    text: str = "",
    evidence: str = "",
    given_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    user: User | None = None,
) -> ConsentRecord:
    """Write down that somebody agreed. InvalidInput without a source, or for a time to come."""
    moment = _checked(purpose, basis, source, given_at)
    return ConsentRecord.objects.create(
        organization=organization,
        e164=e164,
        purpose=purpose,
        basis=basis,
        text=text[:2000],
        source=source[:200],
        evidence=evidence[:500],
        given_at=moment,
        expires_at=expires_at,
        recorded_by=user,
    )


@transaction.atomic
def record_consent_of_list(
    *,
    contact_list: ContactList,
    purpose: str,
    basis: str,
    source: str,
    text: str = "",
    evidence: str = "",
    given_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    user: User | None = None,
) -> int:
    """The same for everybody on a list, who agreed in the same way; how many."""
    lists_of(contact_list.organization, [contact_list])
    moment = _checked(purpose, basis, source, given_at)
    with connection.cursor() as cursor:
        cursor.execute(
            _FOR_A_LIST,
            {
                "list": contact_list.pk,
                "purpose": purpose,
                "basis": basis,
                "text": text[:2000],
                "source": source[:200],
                "evidence": evidence[:500],
                "given_at": moment,
                "expires_at": expires_at,
                "user": user.pk if user else None,
            },
        )
        return int(cursor.rowcount)


def withdraw_consent(*, organization: Organization, e164: str, purpose: str = "") -> int:
    """From now on the person has agreed to nothing (of this purpose); how many records."""
    standing = ConsentRecord.objects.filter(organization=organization, e164=e164, withdrawn_at=None)
    if purpose:
        standing = standing.filter(purpose=purpose)
    return standing.update(withdrawn_at=Now())


def _checked(purpose: str, basis: str, source: str, given_at: dt.datetime | None) -> dt.datetime:
    now = database_now()
    if purpose not in ConsentRecord.Purpose.values or basis not in ConsentRecord.Basis.values:
        raise ValueError(f"No consent is of this kind: {purpose}, {basis}")
    if not source.strip():
        message = _("Say where this was agreed: without it, it proves nothing.")
        raise InvalidInput("consent_source_missing", message, fields={"source": message})
    if given_at is not None and given_at > now:
        message = _("Nobody has agreed in the future.")
        raise InvalidInput("consent_in_future", message, fields={"given_at": message})
    return given_at or now
