"""The same done to many contacts at once: those that were ticked, or all that were found."""

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Organization
from contacts.models import Contact, ContactList, Suppression
from lib.live import tell
from outbox.events import Event
from outbox.services import publish_each

AT_ONCE = 2000
_ADD = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT %s, contact.id FROM unnest(%s::bigint[]) AS contact(id)
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def add_all_to_list(*, contact_list: ContactList, contacts: QuerySet[Contact]) -> int:
    """Put contacts of the list's organisation on it; how many were not on it before."""
    own = contacts.filter(organization=contact_list.organization_id)
    added = 0
    with connection.cursor() as cursor:
        for some in _batches(own):
            cursor.execute(_ADD, [contact_list.pk, [pk for pk, _e164 in some]])
            added += cursor.rowcount
    return added


@transaction.atomic
def suppress_all(
    *, organization: Organization, contacts: QuerySet[Contact], reason: str, evidence: str
) -> int:
    """From the commit on, nobody in the organisation contacts these people; how many they are.
    What was said of a number first stays."""
    count = 0
    for some in _batches(contacts.filter(organization=organization)):
        rows = [
            Suppression(
                organization=organization,
                e164=e164,
                reason=reason[:200],
                source=Suppression.Source.STAFF,
                evidence=evidence[:300],
            )
            for _pk, e164 in some
        ]
        there = Suppression.objects.filter(
            organization=organization, e164__in=[row.e164 for row in rows]
        )
        known = set(there.values_list("e164", flat=True))
        Suppression.objects.bulk_create(rows, ignore_conflicts=True)
        there.update(expires_at=None)
        publish_each(
            organization=organization,
            event=Event.CONTACT_SUPPRESSED,
            happenings=[
                {"phone": row.e164, "reason": row.reason, "source": row.source}
                for row in rows
                if row.e164 not in known
            ],
        )
        count += len(rows)
    tell(organization.pk, "suppression")
    return count


@transaction.atomic
def delete_all(*, organization: Organization, contacts: QuerySet[Contact]) -> int:
    """Forget these people; how many they were. Suppressions of their numbers stay."""
    count = 0
    for some in _batches(contacts.filter(organization=organization)):
        Contact.objects.filter(pk__in=[pk for pk, _e164 in some]).delete()
        count += len(some)
    return count


def _batches(contacts: QuerySet[Contact]) -> "list[list[tuple[int, str]]]":
    """Id and number of each, some thousands together; read before anything is changed, for what
    is changed may be what they were found by."""
    found = list(contacts.order_by("pk").values_list("pk", "e164"))
    return [found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE)]
