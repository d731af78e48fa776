"""What came of an organisation's calls, or of some campaigns', over a stretch of days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from accounts.models import Organization
from calls.models import Outcome
from campaigns.models import Campaign
from conversations.models import Agent
from reports.figures import (
    Counts,
    Figures,
    Scope,
    by_campaign,
    by_day,
    by_weekday,
    looked,
    read,
    total,
)
from reports.period import Period

KINDS = ("total", "outcome", "agent", "number", "country", "try", "length")
MOST_CAMPAIGNS = 10

TALKS = frozenset(
    {
        Outcome.GOAL_MET,
        Outcome.INTERESTED,
        Outcome.NOT_INTERESTED,
        Outcome.CALLBACK,
        Outcome.OPTED_OUT,
        Outcome.WRONG_NUMBER,
        Outcome.TALKED,
    }
)
"""Outcomes of calls in which a person talked with the agent."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures of one page. `before` is the total of as many days just before; `campaigns`
    are those that called the most."""

    scope: Scope
    period: Period
    figures: Figures
    before: Counts
    days: Mapping[dt.date, Counts]
    hours: Mapping[int, Mapping[str, Counts]]
    agents: list[tuple[Agent, Counts]]
    campaigns: list[tuple[Campaign, Counts]]

    @property
    def now(self) -> Counts:
        """All calls of these days."""
        return self.figures["total"].get("", Counts())

    @property
    def talks(self) -> int:
        """Calls in which a person talked with the agent."""
        outcomes = self.figures["outcome"].items()
        return sum(counts.calls for outcome, counts in outcomes if outcome in TALKS)


def dashboard(
    organization: Organization, period: Period, *, campaigns: tuple[int, ...] | None = None
) -> Dashboard:
    """The figures of some campaigns, or of all that was called, in nine queries."""
    scope = looked(Scope(organization.pk, campaigns, period.days))
    figures = read(scope, KINDS)
    return Dashboard(
        scope=scope,
        period=period,
        figures=figures,
        before=total(replace(scope, days=period.previous.days)),
        days={day: found[""] for day, found in by_day(scope).items()},
        hours=by_weekday(scope, "hour"),
        agents=_agents(organization, figures["agent"]),
        campaigns=_campaigns(organization, by_campaign(scope)),
    )


def _agents(organization: Organization, counts: Mapping[str, Counts]) -> list[tuple[Agent, Counts]]:
    agents = Agent.objects.filter(organization=organization).in_bulk([int(key) for key in counts])
    found = [(agents[int(key)], one) for key, one in counts.items() if int(key) in agents]
    return sorted(found, key=lambda pair: -pair[1].calls)


def _campaigns(
    organization: Organization, counts: Mapping[int, Counts]
) -> list[tuple[Campaign, Counts]]:
    """Those of lists, the busiest first; single calls are no campaigns."""
    lists = Campaign.objects.filter(organization=organization, kind=Campaign.Kind.LIST)
    campaigns = lists.in_bulk(list(counts))
    busiest = sorted(campaigns, key=lambda key: -counts[key].calls)[:MOST_CAMPAIGNS]
    return [(campaigns[key], counts[key]) for key in busiest]
