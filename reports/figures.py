"""Reading the rollup: how many calls of what kind, on which days, exact to this moment.

What the rollup has not taken in yet is added while reading, so a figure never lags behind. Every
function reads as many rows as it returns, for each day that it sums over.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import Count

from calls.lifecycle import ACTIVE, Status
from calls.models import Call
from campaigns.models import Campaign
from reports.models import Change
from reports.rollup import OVER, changed, counted

_READ = """
    SELECT {group}, kind, key,
        sum(calls)::int, sum(reached)::int, sum(goals)::int, sum(seconds)::bigint
    FROM ({figures}) AS figure
    WHERE {scope} AND kind = ANY(%(kinds)s) AND day BETWEEN %(since)s AND %(until)s
    GROUP BY 1, kind, key HAVING sum(calls) <> 0
"""

_FOLDED = """
    SELECT organization_id, campaign_id, day, kind, key, calls, reached, goals, seconds
    FROM reports_figure
"""

_WITH_CHANGES = """
    {folded} UNION ALL
    SELECT organization_id, campaign_id, day, kind, key,
        calls, coalesce(reached, 0), coalesce(goals, 0), seconds
    FROM ({changes}) AS row
"""

_IN_COUNTRY = """
    SELECT organization_id, campaign_id, day, part.kind, part.key, calls, reached, goals, seconds
    FROM ({figures}) AS place CROSS JOIN LATERAL (
        VALUES ('total', ''), ('outcome', split_part(place.key, '.', 2))) AS part(kind, key)
    WHERE place.kind = 'place' AND place.key LIKE %(country)s || '.%%'
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
    country: str = ""
    """A calling code: only calls to it, of which there are the kinds total and outcome."""
    source: str = field(default="", repr=False)
    """SQL that was found by `looked`; without it every reading looks for itself."""


def scope_of(campaign: Campaign) -> Scope:
    """All calls of one campaign."""
    return Scope(campaign.organization_id, (campaign.pk,))


def looked(scope: Scope) -> Scope:
    """The same, for several readings of one page: whether changes wait is asked only once."""
    return replace(scope, source=_figures(scope.organization))


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


def by_country(scope: Scope) -> dict[str, Counts]:
    """Calling code → counts, the most called first."""
    return countries_in(read(scope, ["place"]))


def countries_in(figures: Figures) -> dict[str, Counts]:
    """The same, of figures that were read with their places."""
    found: dict[str, Counts] = {}
    for key, counts in figures["place"].items():
        code = key.partition(".")[0]
        found[code] = found.get(code, Counts()) + counts
    return dict(sorted(found.items(), key=lambda pair: -pair[1].calls))


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
    source = scope.source or _figures(scope.organization)
    if scope.country:
        source = _IN_COUNTRY.format(figures=source)
    with connection.cursor() as cursor:
        cursor.execute(
            _READ.format(group=group, scope=where, figures=source),
            {
                "organization": scope.organization,
                "campaigns": list(scope.campaigns or ()),
                "kinds": list(kinds),
                "since": scope.days[0],
                "until": scope.days[1],
                "country": scope.country,
                "over": OVER,
            },
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _figures(organization: int | None) -> str:
    """SQL: the rollup, with what it has not taken in yet where there is such.

    What had happened before we look is then either waiting, and read in one snapshot with the
    rollup, or in it.
    """
    waiting = Change.objects.order_by()
    if organization:
        waiting = waiting.filter(organization_id=organization)
    if not waiting.exists():
        return _FOLDED
    own = "organization_id = %(organization)s" if organization else "true"
    changes = f"(SELECT * FROM reports_change WHERE {own})"  # noqa: S608  (one of two, both ours)
    return _WITH_CHANGES.format(folded=_FOLDED, changes=counted(changed(changes)))
