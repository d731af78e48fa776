"""When a campaign will be over, at the pace that it keeps now."""

import datetime as dt

from django.db.models import Sum

from campaigns.forecast import Pace, forecast
from campaigns.ledger import DIALABLE, IN_HAND, SETTLED
from campaigns.live import Happening
from campaigns.models import Campaign
from campaigns.timetable import zone_of

ENOUGH = 10
"""Calls in the last minute from which a pace can be told; below, the campaign's limit is taken."""


def foreseen_end(seen: Happening, *, now: dt.datetime) -> dt.datetime | None:
    """When the last person will be settled; None where nobody is left, or it is months away."""
    left = seen.ledger.among(DIALABLE | IN_HAND)
    if not left or seen.is_over:
        return None
    campaign = seen.campaign
    observed = seen.placed_last_minute >= ENOUGH
    return forecast(
        people=left,
        pace=Pace(
            calls_per_minute=seen.placed_last_minute if observed else seen.most_a_minute,
            calls_per_person=_calls_per_person(campaign, seen.ledger.among(SETTLED)),
        ),
        windows=campaign.windows,
        zone=zone_of(campaign),
        days_off=campaign.days_off,
        now=now,
    )


def _calls_per_person(campaign: Campaign, settled: int) -> float:
    """How many calls those who are settled took; one where nobody is."""
    if not settled:
        return 1.0
    tried = campaign.targets.filter(state__in=sorted(SETTLED)).aggregate(all=Sum("attempts"))
    return max(1.0, (tried["all"] or 0) / settled)
