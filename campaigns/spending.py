"""What calls cost: counted once, as each is settled, and held against the day's budgets."""

import datetime as dt
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from accounts.models import Organization
from calls.models import Call
from campaigns.brakes import Budget
from campaigns.models import CallingLimits, Campaign, Spending

_COUNT = """
    INSERT INTO campaigns_spending AS kept (campaign_id, day, calls, minutes)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (campaign_id, day) DO UPDATE
    SET calls = kept.calls + EXCLUDED.calls, minutes = kept.minutes + EXCLUDED.minutes
"""


def minutes_of(call: Call) -> int:
    """The minutes that a provider charges for a call: each one that was begun."""
    return math.ceil((call.duration or 0) / 60)


def count_spending(campaign: Campaign, calls: Collection[Call], *, now: dt.datetime) -> None:
    """Add these calls, each settled just now and never again, to the day's spending."""
    with connection.cursor() as cursor:
        minutes = sum(minutes_of(call) for call in calls)
        cursor.execute(_COUNT, [campaign.pk, _today(campaign, now), len(calls), minutes])


def minutes_left(campaigns: Iterable[Campaign], *, now: dt.datetime) -> dict[int, int | None]:
    """Campaign → the minutes that it may still use today, by its own budget and by what its
    organisation has left; None: any number."""
    chosen = list(campaigns)
    own, shared = _spent(chosen, now)
    limits = CallingLimits.objects.in_bulk({campaign.organization_id for campaign in chosen})
    price = Decimal(str(settings.CALL_PRICE_PER_MINUTE))
    left: dict[int, int | None] = {}
    for campaign in chosen:
        budget = Budget(campaign.daily_minutes, campaign.daily_money)
        rest = [budget.left(own.get(campaign.pk, 0), price=price)]
        if limit := limits.get(campaign.organization_id):
            whole = Budget(limit.daily_minutes, limit.daily_money)
            rest.append(whole.left(shared.get(campaign.organization_id, 0), price=price))
        known = [minutes for minutes in rest if minutes is not None]
        left[campaign.pk] = min(known) if known else None
    return left


@dataclass(frozen=True, slots=True)
class Spent:
    """What an organisation's calls came to today. `left` is in minutes; None: any number. `money`
    is what the minutes cost by CALL_PRICE_PER_MINUTE."""

    minutes: int
    money: Decimal
    left: int | None
    campaigns: list[tuple[Campaign, int]]


def spent_today(organization: Organization, *, now: dt.datetime) -> Spent:
    """Today by the organisation's clock, and by which campaigns, the dearest first."""
    day = now.astimezone(ZoneInfo(organization.time_zone)).date()
    rows = Spending.objects.filter(campaign__organization=organization, day=day)
    spent = [(row.campaign, row.minutes) for row in rows.select_related("campaign")]
    minutes = sum(each for _campaign, each in spent)
    price = Decimal(str(settings.CALL_PRICE_PER_MINUTE))
    limit = CallingLimits.objects.filter(organization=organization).first()
    whole = Budget(limit.daily_minutes, limit.daily_money) if limit else Budget(None, None)
    return Spent(
        minutes=minutes,
        money=minutes * price,
        left=whole.left(minutes, price=price),
        campaigns=sorted(spent, key=lambda pair: -pair[1]),
    )


def _spent(campaigns: list[Campaign], now: dt.datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Today's minutes by campaign, and by organisation."""
    own: dict[int, int] = {}
    shared: dict[int, int] = {}
    for organization in {campaign.organization for campaign in campaigns}:
        day = now.astimezone(ZoneInfo(organization.time_zone)).date()
        spent = Spending.objects.filter(campaign__organization=organization, day=day)
        by_campaign = spent.values_list("campaign_id").annotate(minutes=Sum("minutes"))
        own |= dict(by_campaign)
        shared[organization.pk] = sum(minutes for _campaign, minutes in by_campaign)
    return own, shared


def _today(campaign: Campaign, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(campaign.organization.time_zone)).date()
