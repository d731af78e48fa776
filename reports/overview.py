"""Campaigns side by side: what came of each, in a few figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.models import Campaign
from campaigns.selectors import Ledger, ledgers
from reports.figures import Counts, Scope, by_campaign, under_way


@dataclass(frozen=True, slots=True)
class Summary:
    """One campaign in a row: what came of its calls that are `over`; `placed` counts those under
    way, too."""

    campaign: Campaign
    ledger: Ledger
    over: Counts
    placed: int


def summaries(campaigns: Sequence[Campaign]) -> list[Summary]:
    """A summary of each, in order, in four queries. They are of one organisation."""
    if not campaigns:
        return []
    stand, active = ledgers(campaigns), under_way(campaigns)
    scope = Scope(campaigns[0].organization_id, tuple(campaign.pk for campaign in campaigns))
    counts = by_campaign(scope)
    return [
        Summary(campaign, stand[campaign.pk], over, over.calls + active.get(campaign.pk, 0))
        for campaign in campaigns
        for over in [counts.get(campaign.pk, Counts())]
    ]
