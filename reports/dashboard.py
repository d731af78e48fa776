"""What came of an organisation's calls, or of some campaigns', over a stretch of days."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from accounts.models import Organization
from campaigns.models import Campaign
from conversations.models import Agent
from reports.figures import (
    Counts,
    Figures,
    Scope,
    by_campaign,
    by_country,
    by_day,
    by_weekday,
    countries_in,
    looked,
    read,
)
from reports.period import Period
from reports.rollup import TALKS
from reports.versions import VersionCounts, versions_of

KINDS = ("total", "outcome", "agent", "version", "talked", "number", "place", "try", "length")
MOST_CAMPAIGNS = 10


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures of one page. `before` is the total of as many days just before; `campaigns`
    are those that called the most. `countries` are all that were called, whichever was chosen;
    of one country there are no figures by hour, agent, number, try or length."""

    scope: Scope
    period: Period
    figures: Figures
    before: Counts
    days: Mapping[dt.date, Counts]
    hours: Mapping[int, Mapping[str, Counts]]
    countries: Mapping[str, Counts]
    agents: list[tuple[Agent, Counts]]
    versions: list[VersionCounts]
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
    organization: Organization,
    period: Period,
    *,
    campaigns: tuple[int, ...] | None = None,
    country: str = "",
) -> Dashboard:
    """The figures of some campaigns, or of all that was called, in eight queries; of one country
    (a calling code) in nine."""
    since, until = period.days
    scope = looked(Scope(organization.pk, campaigns, period.days, country))
    figures = read(scope, KINDS)
    agents = _agents(organization, figures["agent"])
    by_days = by_day(replace(scope, days=(period.previous.days[0], until)))
    totals = {day: found[""] for day, found in by_days.items()}
    return Dashboard(
        scope=scope,
        period=period,
        figures=figures,
        before=sum((one for day, one in totals.items() if day < since), Counts()),
        days={day: one for day, one in totals.items() if day >= since},
        hours=by_weekday(scope, "hour"),
        countries=by_country(replace(scope, country="")) if country else countries_in(figures),
        agents=_by_calls(agents, figures["agent"]),
        versions=versions_of(agents, figures),
        campaigns=_campaigns(organization, by_campaign(scope)),
    )


def _agents(organization: Organization, keys: Iterable[str]) -> dict[int, Agent]:
    return Agent.objects.filter(organization=organization).in_bulk([int(key) for key in keys])


def _by_calls(
    agents: Mapping[int, Agent], counts: Mapping[str, Counts]
) -> list[tuple[Agent, Counts]]:
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
