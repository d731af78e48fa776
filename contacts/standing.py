"""What stands for or against calling a number now: suppression, consent, what was decided for its
country. Read for many numbers at once, in the transaction that places the calls."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from itertools import product
from typing import Any, NamedTuple

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
from lib.prepared import fetch

_MARKETING = (ConsentRecord.Purpose.ANY, ConsentRecord.Purpose.MARKETING)
_SERVICE = (ConsentRecord.Purpose.ANY, ConsentRecord.Purpose.SERVICE)


def suppression_of(organization_id: int, e164: str) -> Suppression | SuppressionSet | None:
    """Why this number must not be contacted now; the organisation's own reason first."""
    standing = _standing(Suppression.objects.all(), organization_id).filter(e164=e164)
    own: Suppression | None = standing.order_by(F("organization").asc(nulls_last=True)).first()
    if own is not None:
        return own
    sets = _standing(SuppressionSet.objects.all(), organization_id)
    in_force = sets.filter(status=SuppressionSet.Status.READY)
    found = _in_sets(dict(in_force.values_list("pk", "scheme")), [e164]).get(e164)
    return SuppressionSet.objects.get(pk=found) if found else None


class Standing(NamedTuple):
    """Whether a number must not be contacted, and to which purposes its holder agreed."""

    suppressed: bool
    agreed: tuple[str, ...]


class Standings(NamedTuple):
    """How numbers stand in an organisation, and what it decided for each country."""

    numbers: Mapping[str, Standing]
    decided: Mapping[str, Decision]

    def law(self, country: str, *, today: dt.date) -> Law:
        """What holds in a country today for calls of this organisation."""
        return law_of(country, self.decided.get(country), today=today)


# The last two columns say the same in every row: read with the numbers, they cost no statement.
_STANDINGS = """
    SELECT asked.e164,
           EXISTS (
               SELECT 1 FROM contacts_suppression AS suppressed
               WHERE suppressed.e164 = asked.e164
                 AND (suppressed.organization_id = %(organization)s
                      OR suppressed.organization_id IS NULL)
                 AND (suppressed.expires_at IS NULL
                      OR suppressed.expires_at > statement_timestamp())
           ),
           ARRAY (
               SELECT consent.purpose FROM contacts_consentrecord AS consent
               WHERE consent.organization_id = %(organization)s AND consent.e164 = asked.e164
                 AND consent.withdrawn_at IS NULL AND consent.given_at <= statement_timestamp()
                 AND (consent.expires_at IS NULL OR consent.expires_at > statement_timestamp())
           ),
           (
               SELECT jsonb_object_agg(list.id, list.scheme)::text
               FROM contacts_suppressionset AS list
               WHERE (list.organization_id = %(organization)s OR list.organization_id IS NULL)
                 AND list.status = 'ready'
                 AND (list.expires_at IS NULL OR list.expires_at > statement_timestamp())
           ),
           (
               SELECT jsonb_agg(to_jsonb(rule))::text FROM contacts_countryrule AS rule
               WHERE rule.organization_id = %(organization)s
           )
    FROM unnest(%(e164s)s::text[]) AS asked (e164)
"""


def standings(organization_id: int, e164s: Collection[str]) -> Standings:
    """How these numbers stand now in an organisation."""
    rows = fetch(_STANDINGS, {"organization": organization_id, "e164s": list(e164s)})
    if not rows:
        return Standings({}, {})
    sets, rules = (json.loads(said) if said else {} for said in rows[0][3:])
    listed = _in_sets({int(pk): scheme for pk, scheme in sets.items()}, e164s)
    return Standings(
        {
            e164: Standing(suppressed or e164 in listed, tuple(agreed))
            for e164, suppressed, agreed, _sets, _rules in rows
        },
        {rule["country"]: decision_of(_rule(rule)) for rule in rules},
    )


def suppressed_among(organization_id: int, e164s: Collection[str]) -> set[str]:
    """Which of these numbers must not be contacted now by this organisation."""
    found = standings(organization_id, e164s).numbers
    return {e164 for e164, standing in found.items() if standing.suppressed}


def is_suppressed(organization_id: int, e164: str) -> bool:
    """Whether this number must not be contacted now by this organisation."""
    return bool(suppressed_among(organization_id, [e164]))


def covers(agreed: Collection[str], *, purpose: str) -> bool:
    """Whether consents for these purposes hold for a campaign of that purpose."""
    return not set(_MARKETING if sells(purpose) else _SERVICE).isdisjoint(agreed)


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


def _rule(row: dict[str, Any]) -> CountryRule:
    until = row["accepted_until"]
    return CountryRule(**row | {"accepted_until": until and dt.date.fromisoformat(until)})


def _in_sets(sets: Mapping[int, str], e164s: Collection[str]) -> dict[str, int]:
    """Number → the set in which it stands, of these sets (each with its scheme)."""
    if not sets:
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
