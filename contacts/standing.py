"""What stands for or against calling a number now: suppression, consent, what was decided for its
country. Read for many numbers at once, in the transaction that places the calls."""

import datetime as dt
from collections.abc import Collection, Mapping
from itertools import product
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from contacts.hashes import digest_as
from contacts.law import Cap, Decision, Law, law_of, sells
from contacts.models import (
    ConsentRecord,
    CountryRule,
    SuppressedHash,
    Suppression,
    SuppressionSet,
)

_MARKETING = (ConsentRecord.Purpose.ANY, ConsentRecord.Purpose.MARKETING)
_SERVICE = (ConsentRecord.Purpose.ANY, ConsentRecord.Purpose.SERVICE)


def suppression_of(organization_id: int, e164: str) -> Suppression | SuppressionSet | None:
    """Why this number must not be contacted now; the organisation's own reason first."""
    standing = _standing(Suppression.objects.all(), organization_id).filter(e164=e164)
    own: Suppression | None = standing.order_by(F("organization").asc(nulls_last=True)).first()
    if own is not None:
        return own
    found = _in_sets(organization_id, [e164]).get(e164)
    return SuppressionSet.objects.get(pk=found) if found else None


def suppressed_among(organization_id: int, e164s: Collection[str]) -> set[str]:
    """Which of these numbers must not be contacted now by this organisation."""
    found = _standing(Suppression.objects.all(), organization_id).filter(e164__in=e164s)
    return set(found.values_list("e164", flat=True)) | set(_in_sets(organization_id, e164s))


def is_suppressed(organization_id: int, e164: str) -> bool:
    """Whether this number must not be contacted now by this organisation."""
    return bool(suppressed_among(organization_id, [e164]))


def consents_among(organization_id: int, e164s: Collection[str]) -> dict[str, set[str]]:
    """Number → the purposes for which its holder's consent stands now."""
    standing = ConsentRecord.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=Now()),
        organization=organization_id,
        e164__in=e164s,
        withdrawn_at=None,
        given_at__lte=Now(),
    )
    found: dict[str, set[str]] = {}
    for e164, purpose in standing.values_list("e164", "purpose"):
        found.setdefault(e164, set()).add(purpose)
    return found


def covers(agreed: Collection[str], *, purpose: str) -> bool:
    """Whether consents for these purposes hold for a campaign of that purpose."""
    return not set(_MARKETING if sells(purpose) else _SERVICE).isdisjoint(agreed)


def laws_for(
    organization_id: int, countries: Collection[str], *, today: dt.date
) -> Mapping[str, Law]:
    """Country → what holds there today for calls of this organisation."""
    decided = {
        rule.country: decision_of(rule)
        for rule in CountryRule.objects.filter(organization=organization_id, country__in=countries)
    }
    return {country: law_of(country, decided.get(country), today=today) for country in countries}


def decision_of(rule: CountryRule) -> Decision:
    """A rule as it is judged."""
    days = ((rule.calls_per_day, 1), (rule.calls_per_week, 7))
    return Decision(
        is_allowed=rule.is_allowed,
        windows=rule.windows,
        spares_holidays=rule.spares_holidays,
        needs_consent=rule.needs_consent,
        caps=tuple(Cap(calls, dt.timedelta(days=length)) for calls, length in days if calls),
        until=rule.accepted_until,
    )


def _in_sets(organization_id: int, e164s: Collection[str]) -> dict[str, int]:
    """Number → the set of others' numbers in force in which it stands."""
    sets = dict(
        _standing(SuppressionSet.objects.all(), organization_id)
        .filter(status=SuppressionSet.Status.READY)
        .values_list("pk", "scheme")
    )
    if not sets or not e164s:
        return {}
    by_digest = {
        (scheme, digest_as(scheme, e164)): e164
        for scheme, e164 in product(set(sets.values()), e164s)
    }
    digests = [digest for _scheme, digest in by_digest]
    rows = SuppressedHash.objects.filter(suppression_set__in=sets, digest__in=digests)
    found = {}
    for set_id, digest in rows.values_list("suppression_set_id", "digest"):
        if e164 := by_digest.get((sets[set_id], bytes(digest))):
            found[e164] = set_id
    return found


def _standing(rows: QuerySet[Any], organization_id: int) -> QuerySet[Any]:
    return rows.filter(
        Q(organization=organization_id) | Q(organization=None),
        Q(expires_at=None) | Q(expires_at__gt=Now()),
    )
