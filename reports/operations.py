"""What goes on in an organisation now: every call on the line, the pace, the queue, what fails."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from accounts.access import Access
from calls.lifecycle import ACTIVE, TERMINAL, Status
from calls.models import Call, Trunk
from calls.trunks import trunk_for
from calls.words import fault
from campaigns.ledger import DIALABLE
from campaigns.models import Campaign, Target
from conversations.models import Agent
from lib.errors import DomainError
from reports.figures import Counts, Scope, total

SHOWN = 60
NEWEST = 400
"""Calls among which what was lately placed and what failed is looked for."""
MOST_COUNTED = 10_000
"""A longer queue is only said to be longer."""
LATELY = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A call under way. `seconds` since it was answered, or since it was sent."""

    call: Call
    campaign: Campaign | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Operations:
    """An organisation at one instant.

    `today` counts the calls that are over since midnight by its clock; `faults` are the problems
    of its newest calls with how often each came up; `due` people could be called at once.
    """

    lines: tuple[Line, ...]
    by_status: Counter[str]
    placed_last_minute: int
    due: int
    today: Counts
    faults: list[tuple[str, int]]
    campaigns: Sequence[Campaign]
    trunk: Trunk | None

    @property
    def on_the_line(self) -> int:
        """All calls under way, shown or not."""
        return self.by_status.total()

    @property
    def talking(self) -> int:
        """Those in which somebody has answered."""
        return self.by_status[Status.IN_PROGRESS]

    @property
    def most_a_minute(self) -> int:
        """How many calls the provider's account takes in a minute."""
        return round(self.trunk.calls_per_second * 60) if self.trunk else 0


def operations(
    access: Access,
    *,
    now: dt.datetime,
    today: dt.date,
    campaign: Campaign | None = None,
    agent: Agent | None = None,
) -> Operations:
    """The calls of `access`, or of one campaign or agent, at `now`. Ten queries, whatever there
    is to see."""
    calls = Call.objects.visible_to(access)
    if campaign:
        calls = calls.filter(attempt__campaign=campaign)
    if agent:
        calls = calls.filter(agent=agent)
    active = calls.filter(status__in=sorted(ACTIVE - {Status.INTENT}))
    newest = list(
        calls.order_by("-pk").values_list("status", "sent_at", "error_code", "trunk__provider")[
            :NEWEST
        ]
    )
    running = Campaign.objects.visible_to(access).filter(
        status__in=[Campaign.Status.RUNNING, Campaign.Status.PAUSED]
    )
    chosen = running.filter(pk=campaign.pk) if campaign else running
    chosen = chosen.filter(agent=agent) if agent else chosen
    scope = Scope(access.organization.pk, days=(today, today))
    if campaign or agent:
        scope = replace(scope, campaigns=tuple(chosen.values_list("pk", flat=True)))
    return Operations(
        lines=tuple(_lines(active, now)),
        by_status=Counter(active.values_list("status", flat=True)),
        placed_last_minute=sum(bool(row[1] and row[1] > now - LATELY) for row in newest),
        due=_due(chosen, now),
        today=total(scope),
        faults=_faults(newest),
        campaigns=list(chosen.filter(kind=Campaign.Kind.LIST).order_by("status", "-pk")[:12]),
        trunk=_trunk(access),
    )


def _lines(active: QuerySet[Call], now: dt.datetime) -> list[Line]:
    """Those who talk first, the longest first."""
    calls = active.select_related("contact", "agent", "attempt__campaign")
    return [
        Line(call, getattr(attempt, "campaign", None), _seconds(call, now))
        for call in calls.order_by("answered_at", "pk")[:SHOWN]
        for attempt in [getattr(call, "attempt", None)]
    ]


def _seconds(call: Call, now: dt.datetime) -> int:
    began = call.answered_at if call.state is Status.IN_PROGRESS else call.sent_at
    return max(0, int((now - (began or call.created_at)).total_seconds()))


def _due(campaigns: QuerySet[Campaign], now: dt.datetime) -> int:
    due = Target.objects.filter(
        campaign__in=campaigns.filter(status=Campaign.Status.RUNNING),
        state__in=sorted(DIALABLE),
        next_attempt_at__lte=now,
    )
    return due.order_by()[:MOST_COUNTED].count()


def _faults(newest: Sequence[tuple[str, dt.datetime | None, str, str]]) -> list[tuple[str, int]]:
    """Problems in words, the most frequent first."""
    found = Counter(
        fault(code, status=Status(status), provider=provider)
        for status, _sent, code, provider in newest
        if code and status in TERMINAL
    )
    return found.most_common(5)


def _trunk(access: Access) -> Trunk | None:
    try:
        return trunk_for(access.organization)
    except DomainError:
        return None
