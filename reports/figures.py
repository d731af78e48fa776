"""Reading the rollup: how many calls of what kind, on which days, exact to this moment.

What the rollup has not taken in yet is added while reading, so a figure never lags behind. Every
function is one query, of as many rows as it returns and days that it sums over.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from calls.lifecycle import ACTIVE, Status
from calls.models import Call
from campaigns.models import Campaign
from reports.rollup import OVER, changed, counted

_READ = """
    SELECT {group}, kind, key,
        sum(calls)::int, sum(reached)::int, sum(goals)::int, sum(seconds)::bigint
    FROM (
        SELECT campaign_id, day, kind, key, calls, reached, goals, seconds FROM reports_figure
        WHERE {scope} AND kind = ANY(%(kinds)s) AND day BETWEEN %(since)s AND %(until)s
        UNION ALL
        SELECT campaign_id, day, kind, key,
            calls, coalesce(reached, 0), coalesce(goals, 0), seconds
        FROM ({changes}) AS row
        WHERE {scope} AND kind = ANY(%(kinds)s) AND day BETWEEN %(since)s AND %(until)s
    ) AS figure
    GROUP BY 1, kind, key HAVING sum(calls) <> 0
"""


Days = tuple[dt.date, dt.date]
"""From the first to the last, both included."""

EVER: Days = (dt.date(2000, 1, 1), dt.date(2200, 1, 1))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many calls, how many of them a person took up, how many met their goal, and for how
    many seconds they lasted."""

    calls: int = 0
    reached: int = 0
    goals: int = 0
    seconds: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.calls + other.calls,
            self.reached + other.reached,
            self.goals + other.goals,
            self.seconds + other.seconds,
        )

    @property
    def answer_rate(self) -> float:
        """The share of calls that a person took up; 0 where there were none."""
        return self.reached / self.calls if self.calls else 0.0

    @property
    def goal_rate(self) -> float:
        """The share of taken-up calls that met their goal."""
        return self.goals / self.reached if self.reached else 0.0

    @property
    def average_seconds(self) -> int:
        """How long a taken-up call lasts."""
        return round(self.seconds / self.reached) if self.reached else 0


Figures = dict[str, dict[str, Counts]]
"""kind → key → counts; a kind that was asked for is there, whatever was found."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Of which calls: some campaigns', or, without `campaigns`, all that the organisation made;
    on these days. Without an organisation: of all there are, for who runs the system."""

    organization: int | None
    campaigns: tuple[int, ...] | None = None
    days: Days = EVER


def scope_of(campaign: Campaign) -> Scope:
    """All calls of one campaign."""
    return Scope(campaign.organization_id, (campaign.pk,))


def read(scope: Scope, kinds: Sequence[str]) -> Figures:
    """The figures of these kinds."""
    found: Figures = {kind: {} for kind in kinds}
    for _group, kind, key, *counts in _read("NULL", scope, kinds):
        found[kind][key] = Counts(*counts)
    return found


def total(scope: Scope) -> Counts:
    """All calls together."""
    return read(scope, ["total"])["total"].get("", Counts())


def by_day(scope: Scope, kind: str = "total") -> dict[dt.date, dict[str, Counts]]:
    """Day → key → counts, for the days on which there were calls."""
    return _grouped("day", scope, kind)


def by_weekday(scope: Scope, kind: str) -> dict[int, dict[str, Counts]]:
    """Weekday (0 is Monday) → key → counts."""
    return _grouped("extract(isodow FROM day)::int - 1", scope, kind)


def by_campaign(scope: Scope) -> dict[int, Counts]:
    """Campaign → counts."""
    found = _grouped("campaign_id", scope, "total", of_campaigns=True)
    return {campaign: counts[""] for campaign, counts in found.items()}


def under_way(campaigns: Iterable[Campaign]) -> dict[int, int]:
    """How many calls each of these campaigns has on the line now, by its id. One query, over the
    calls that are active anywhere."""
    sent = sorted(ACTIVE - {Status.INTENT})
    calls = Call.objects.filter(status__in=sent, attempt__campaign__in=list(campaigns))
    counts = calls.values_list("attempt__campaign").annotate(count=Count("id"))
    return dict(counts)


def _grouped(group: str, scope: Scope, kind: str, *, of_campaigns: bool = False) -> dict[Any, Any]:
    found: dict[Any, dict[str, Counts]] = {}
    for value, _kind, key, *counts in _read(group, scope, [kind], of_campaigns=of_campaigns):
        found.setdefault(value, {})[key] = Counts(*counts)
    return found


def _read(
    group: str, scope: Scope, kinds: Sequence[str], *, of_campaigns: bool = False
) -> list[tuple[Any, ...]]:
    campaigns = "campaign_id IS NOT NULL" if of_campaigns else "campaign_id IS NULL"
    if scope.campaigns is not None:
        campaigns = "campaign_id = ANY(%(campaigns)s)"
    own = "organization_id = %(organization)s" if scope.organization else "true"
    where = f"{own} AND {campaigns}"
    waiting = f"(SELECT * FROM reports_change WHERE {own})"  # noqa: S608  (ours alone)
    with connection.cursor() as cursor:
        cursor.execute(
            _READ.format(group=group, scope=where, changes=counted(changed(waiting))),
            {
                "organization": scope.organization,
                "campaigns": list(scope.campaigns or ()),
                "kinds": list(kinds),
                "since": scope.days[0],
                "until": scope.days[1],
                "over": OVER,
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
