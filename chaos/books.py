"""Whether anybody was rung twice or lost: the simulator's ledger against the database."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from calls.lifecycle import NEVER_RUNG
from calls.models import Call
from campaigns.ledger import REASONS, SETTLED, State
from campaigns.models import Campaign, Target


@dataclass(frozen=True, slots=True)
class Verdict:
    """`double_rings` counts rings beyond what the attempts of a person account for."""

    rings: int
    double_rings: int
    lost: int


def compare(campaign: Campaign, rings: list[dict[str, str]]) -> Verdict:
    """`rings` are the ledger's entries of kind ring."""
    by_token = Counter(ring["token"] for ring in rings)
    known = dict(Call.objects.values_list("token", "status"))
    twice = sum(count - 1 for count in by_token.values())
    strangers = sum(token not in known for token in by_token)
    rung_though_not = sum(known.get(token) in NEVER_RUNG for token in by_token)
    return Verdict(
        rings=len(rings),
        double_rings=twice + strangers + rung_though_not + _beyond_attempts(campaign, rings),
        lost=_lost(campaign),
    )


def describe_open(campaign: Campaign) -> list[str]:
    """The targets that never settled, each with its call: where to look first."""
    rows = still_open(campaign).values_list(
        "pk", "state", "reason", "call__status", "call__error_code", "call__outcome"
    )
    return [" · ".join(map(str, row)) for row in rows]


def _beyond_attempts(campaign: Campaign, rings: list[dict[str, str]]) -> int:
    """Rings of a number beyond the attempts that its target counts."""
    rung = Counter(ring["to"] for ring in rings)
    attempts = dict(campaign.targets.values_list("contact__e164", "attempts"))
    return sum(max(0, count - attempts.get(number, 0)) for number, count in rung.items())


def _lost(campaign: Campaign) -> int:
    """Contacts without a target, targets that are not settled, and reasons without a sentence."""
    contacts = campaign.organization.contacts.count()
    explained = campaign.targets.filter(reason__in=list(REASONS)).exclude(
        pk__in=still_open(campaign)
    )
    return contacts - explained.count()


def still_open(campaign: Campaign) -> "QuerySet[Target]":
    """Targets that are neither settled nor waiting for the time they asked to be called at."""
    return campaign.targets.exclude(state__in=SETTLED).exclude(
        state=State.WAITING, reason="callback"
    )
