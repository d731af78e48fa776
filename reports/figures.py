"""Reading the rollup: how many calls of what kind, on which days, exact to this moment.

What the rollup has not taken in yet is added while reading, so a figure never lags behind.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from calls.lifecycle import ACTIVE, Status
from calls.models import Call
from campaigns.models import Campaign
from reports.rollup import OVER, changed, counted

_READ = """
    SELECT campaign_id, day, kind, key,
        sum(calls)::int, sum(reached)::int, sum(goals)::int, sum(seconds)::bigint
    FROM (
        SELECT {columns}, kind, key, calls, reached, goals, seconds FROM reports_figure
        WHERE {scope} AND kind = ANY(%(kinds)s) AND day BETWEEN %(since)s AND %(until)s
        UNION ALL
        SELECT {columns}, kind, key, calls, coalesce(reached, 0), coalesce(goals, 0), seconds
        FROM ({changes}) AS row
        WHERE {scope} AND kind = ANY(%(kinds)s) AND day BETWEEN %(since)s AND %(until)s
    ) AS figure
    GROUP BY campaign_id, day, kind, key HAVING sum(calls) <> 0
"""

_CHANGES = counted(
    changed("(SELECT * FROM reports_change WHERE organization_id = %(organization)s)")
)

EVER = (dt.date(2000, 1, 1), dt.date(2200, 1, 1))


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


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `campaign` and `day` are None where they were not asked for."""

    campaign: int | None
    day: dt.date | None
    kind: str
    key: str
    counts: Counts


def read(
    organization: int,
    kinds: Iterable[str],
    *,
    campaigns: Sequence[int] | None = None,
    days: tuple[dt.date, dt.date] = EVER,
    by_campaign: bool = False,
    by_day: bool = False,
) -> list[Row]:
    """The figures of these kinds over `days`, both included: of some campaigns, or, where
    `campaigns` is None, of all that the organisation called. One query."""
    columns = ", ".join(
        (
            "campaign_id" if by_campaign else "NULL::bigint AS campaign_id",
            "day" if by_day else "NULL::date AS day",
        )
    )
    some = "campaign_id = ANY(%(campaigns)s)" if campaigns is not None else "campaign_id IS NULL"
    query = _READ.format(
        columns=columns,
        scope=f"organization_id = %(organization)s AND {some}",
        changes=_CHANGES,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "organization": organization,
                "kinds": list(kinds),
                "campaigns": None if campaigns is None else list(campaigns),
                "since": days[0],
                "until": days[1],
                "over": OVER,
            },
        )
        found = cursor.fetchall()
    return [
        Row(campaign, day, kind, key, Counts(*counts))
        for campaign, day, kind, key, *counts in found
    ]


def total(rows: Iterable[Row], kind: str = "total") -> Counts:
    """All of one kind together."""
    return sum((row.counts for row in rows if row.kind == kind), Counts())


def under_way(campaigns: Iterable[Campaign]) -> dict[int, int]:
    """How many calls each of these campaigns has on the line now, by its id. One query, over the
    calls that are active anywhere."""
    sent = sorted(ACTIVE - {Status.INTENT})
    calls = Call.objects.filter(status__in=sent, attempt__campaign__in=list(campaigns))
    counts = calls.values_list("attempt__campaign").annotate(count=Count("id"))
    return dict(counts)
