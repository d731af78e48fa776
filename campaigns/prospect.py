"""What a campaign will come to before it starts: whom it reaches, who is left out and why, until
when it calls, and what the phone costs."""

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import F, QuerySet, Sum

from calls import gate
from calls.models import Trunk
from calls.order import Callee, Order
from calls.trunks import trunk_for
from campaigns.forecast import Pace, forecast
from campaigns.ledger import State, explain
from campaigns.models import Campaign, Spending, Target
from campaigns.timetable import windows_for_people, zone_of
from contacts.models import Contact, ListEntry
from lib.errors import DomainError

LOOKED_AT = 1000
"""People of whom the gate is asked; of a longer list so many, spread over all of it."""
TELLING = 50
"""Calls from which an earlier campaign says how long a call lasts, and how many it takes."""
USUAL_MINUTES, USUAL_TRIES = 0.6, 1.5
"""A guess for the first campaign: charged minutes a call, and calls a person."""


@dataclass(frozen=True, slots=True)
class Experience:
    """How a campaign goes: calls a person, charged minutes a call; whether both are a guess."""

    tries: float
    minutes: float
    is_guess: bool


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is to be expected. `left_out` says why so many people would not be called today however
    long one waits; counts are estimates where `looked_at` is less than `people`. `ends_at` is None
    where it is months away; `is_guess` where no earlier campaign can tell."""

    people: int
    looked_at: int
    left_out: tuple[tuple[str, int], ...]
    calls: int
    minutes: int
    cost: Decimal
    ends_at: dt.datetime | None
    is_guess: bool
    has_line: bool

    @property
    def callable(self) -> int:
        """Those who will be called."""
        return self.people - sum(count for _sentence, count in self.left_out)

    @property
    def is_estimate(self) -> bool:
        """Whether not everybody was looked at."""
        return self.looked_at < self.people


def prospect_of(campaign: Campaign, *, now: dt.datetime) -> Prospect:
    """The prospect of a draft, begun at `now` or when it is scheduled."""
    trunk = _trunk(campaign)
    people = _people(campaign)
    sample = _sample(campaign, people)
    left_out = _left_out(campaign, trunk, sample, people, now)
    called = people - sum(count for _sentence, count in left_out)
    usual = _experience(campaign)
    calls = math.ceil(called * usual.tries)
    minutes = math.ceil(calls * usual.minutes)
    return Prospect(
        people=people,
        looked_at=len(sample),
        left_out=left_out,
        calls=calls,
        minutes=minutes,
        cost=Decimal(minutes) * Decimal(str(settings.CALL_PRICE_PER_MINUTE)),
        ends_at=_ends_at(campaign, trunk, called, usual, now),
        is_guess=usual.is_guess,
        has_line=trunk.pk is not None,
    )


def _trunk(campaign: Campaign) -> Trunk:
    """Through which it will call; one of no provider where there is none yet."""
    organization = campaign.organization
    try:
        return campaign.trunk or trunk_for(organization)
    except DomainError:
        return Trunk(is_rehearsal=organization.is_rehearsal)


def _entries(campaign: Campaign) -> QuerySet[ListEntry]:
    return ListEntry.objects.filter(contact_list__campaigns=campaign)


def _people(campaign: Campaign) -> int:
    entries = _entries(campaign).order_by()
    if campaign.lists.count() > 1:  # somebody may be on several
        entries = entries.values("contact").distinct()  # type: ignore[assignment]
    return entries.count()


def _sample(campaign: Campaign, count: int) -> list[Callee]:
    """Everybody of a short list; of a long one each n-th by their id."""
    entries = _entries(campaign)
    if count > LOOKED_AT:
        entries = entries.alias(place=F("contact_id") % (count // LOOKED_AT + 1)).filter(place=0)
    people = Contact.objects.filter(pk__in=entries.values("contact"))
    found = people.values_list("pk", "e164", "time_zone")[: 2 * LOOKED_AT]
    return [Callee(*row) for row in found]


def _left_out(
    campaign: Campaign, trunk: Trunk, sample: list[Callee], people: int, now: dt.datetime
) -> tuple[tuple[str, int], ...]:
    """The gate's noes that no waiting mends, the most frequent first."""
    orders = [
        Order(
            organization=campaign.organization,
            callee=callee,
            agent=campaign.agent,
            windows=windows_for_people(campaign),
            context={"purpose": campaign.purpose},
        )
        for callee in sample
    ]
    verdicts = gate.ask(orders, trunk=trunk, now=now)
    noes = Counter(
        verdict.reason for verdict in verdicts if not verdict.allowed and verdict.next_time is None
    )
    scale = people / len(sample) if sample else 1
    return tuple(
        (explain(State.SKIPPED, reason, None), round(count * scale))
        for reason, count in noes.most_common()
    )


def _experience(campaign: Campaign) -> Experience:
    """As it was in the newest campaign of the organisation that can tell."""
    most = max((rule.get("attempts", 1) for rule in campaign.retry_policy.values()), default=1)
    spent = (
        Spending.objects.filter(campaign__organization=campaign.organization)
        .values("campaign")
        .annotate(made=Sum("calls"), used=Sum("minutes"))
        .filter(made__gte=TELLING)
        .order_by("-campaign")
        .first()
    )
    if spent is None:
        return Experience(min(USUAL_TRIES, most), USUAL_MINUTES, is_guess=True)
    people = Target.objects.filter(campaign=spent["campaign"], attempts__gt=0).count()
    tries = min(spent["made"] / max(1, people), most)
    return Experience(tries, spent["used"] / spent["made"], is_guess=False)


def _ends_at(
    campaign: Campaign, trunk: Trunk, people: int, usual: Experience, now: dt.datetime
) -> dt.datetime | None:
    """By its own limits and the line's, and no sooner than its budget of minutes allows."""
    begins = max(now, campaign.starts_at or now)
    a_minute = min(
        60 * min(campaign.calls_per_second, trunk.calls_per_second),
        min(campaign.max_concurrent, trunk.max_concurrent) / max(0.5, usual.minutes),
    )
    end = forecast(
        people=people,
        pace=Pace(calls_per_minute=a_minute, calls_per_person=usual.tries),
        windows=campaign.windows,
        zone=zone_of(campaign),
        days_off=campaign.days_off,
        now=begins,
    )
    if end is None or not campaign.daily_minutes:
        return end
    whole_days = math.ceil(people * usual.tries * usual.minutes / campaign.daily_minutes) - 1
    return max(end, begins + dt.timedelta(days=max(0, whole_days)))
