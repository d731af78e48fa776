"""Numbers that must not be contacted."""

import datetime as dt

from django.db import transaction

from accounts.models import Organization
from contacts.models import Suppression
from lib.errors import InvalidInput
from lib.live import tell
from lib.phone import BadNumber, parse_phone
from outbox.events import Event
from outbox.services import publish

_SOURCES = frozenset(Suppression.Source.values)


@transaction.atomic
def suppress(
    *,
    organization: Organization | None,
    e164: str,
    reason: str = "",
    source: str,
    evidence: str = "",
    expires_at: dt.datetime | None = None,
) -> Suppression:
    """From the commit on, nobody in the organisation (None: in any) contacts this number.

    What was said first stays, with its evidence, while it is in force; one that has expired is
    replaced. A longer suppression outlasts a shorter one.
    """
    if source not in _SOURCES:
        raise ValueError(f"No source of a suppression: {source}")
    fresh = {
        "reason": reason[:200],
        "source": source,
        "evidence": evidence[:300],
        "expires_at": expires_at,
    }
    found, made = Suppression.objects.select_for_update().get_or_create(
        organization=organization, e164=e164, defaults=fresh
    )
    if not made and _is_outlasted(found, expires_at):
        for name, value in fresh.items():
            setattr(found, name, value)
        found.save(update_fields=list(fresh))
    if organization is not None:
        tell(organization.pk, "suppression", id=found.pk)
    if organization is not None and made:
        publish(
            organization=organization,
            event=Event.CONTACT_SUPPRESSED,
            data={"phone": e164, "reason": found.reason, "source": source},
        )
    return found


def _is_outlasted(suppression: Suppression, expires_at: dt.datetime | None) -> bool:
    until = suppression.expires_at
    return until is not None and (expires_at is None or expires_at > until)


def suppress_typed(
    *,
    organization: Organization,
    phone: str,
    reason: str = "",
    source: str,
    evidence: str = "",
    expires_at: dt.datetime | None = None,
) -> Suppression:
    """`suppress` for a number as a person typed it; InvalidInput when it is none."""
    try:
        e164 = parse_phone(phone, default_country=organization.default_country).e164
    except BadNumber as error:
        raise InvalidInput(error.code, error.message, fields={"phone": error.message}) from error
    return suppress(
        organization=organization,
        e164=e164,
        reason=reason,
        source=source,
        evidence=evidence,
        expires_at=expires_at,
    )


@transaction.atomic
def lift_suppression(*, suppression: Suppression) -> None:
    """The number may be contacted again."""
    organization_id = suppression.organization_id
    Suppression.objects.filter(pk=suppression.pk).delete()
    if organization_id is not None:
        tell(organization_id, "suppression", id=suppression.pk)
