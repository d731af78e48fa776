"""Pausing what must not go on, and letting it go on by rule."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import Organization, User
from calls.models import Call, Outcome
from campaigns.alerts import tell_paused
from campaigns.brakes import JUDGED, Record, brake, tomorrow
from campaigns.models import CallingLimits, Campaign
from campaigns.news import tell_of_campaign
from campaigns.services import pause_campaign, resume_campaign
from campaigns.spending import minutes_left
from lib.clock import database_now
from lib.errors import DomainError
from lib.live import tell
from outbox.events import Event


def apply_brakes(campaigns: Collection[int]) -> None:
    """Pause those of these campaigns whose latest calls, or the day's spending, say so."""
    running = Campaign.objects.filter(pk__in=campaigns, status=Campaign.Status.RUNNING)
    chosen = list(running.select_related("organization"))
    now = database_now()
    left = minutes_left(chosen, now=now)
    for campaign in chosen:
        if reason := _reason(campaign, left[campaign.pk]):
            until = tomorrow(now, campaign.organization.time_zone) if "budget" in reason else None
            _pause(campaign, reason, until)


def _reason(campaign: Campaign, minutes: int | None) -> str:
    if minutes == 0:
        own = campaign.daily_minutes is not None or campaign.daily_money is not None
        return "budget" if own else "organization_budget"
    return brake(
        _record(campaign),
        hang_up_limit=campaign.hang_up_limit,
        opt_out_limit=campaign.opt_out_limit,
    )


def _record(campaign: Campaign) -> Record:
    """The latest calls that people answered, since it was last started by a person."""
    latest = Call.objects.filter(attempt__campaign=campaign, attempt__pk__gt=campaign.judged_from)
    answered = latest.exclude(outcome="").filter(answered_at__isnull=False).order_by("-pk")
    counted = Call.objects.filter(pk__in=answered.values("pk")[:JUDGED]).aggregate(
        ended=Count("pk"),
        hung_up=Count("pk", filter=Q(outcome=Outcome.HUNG_UP)),
        opted_out=Count("pk", filter=Q(outcome=Outcome.OPTED_OUT)),
    )
    return Record(**counted)


@transaction.atomic
def _pause(campaign: Campaign, reason: str, until: dt.datetime | None) -> None:
    try:
        paused = pause_campaign(campaign=campaign, reason=reason, until=until)
    except DomainError:
        return  # somebody was quicker
    tell_of_campaign(paused, Event.CAMPAIGN_PAUSED, reason=reason, resumes_at=until)
    tell_paused(campaign, reason)


def resume_due(*, now: dt.datetime) -> None:
    """Let go on whatever was paused until now."""
    due = Campaign.objects.filter(status=Campaign.Status.PAUSED, resumes_at__lte=now)
    for campaign in due:
        try:
            resume_campaign(campaign=campaign)
        except DomainError:
            continue  # somebody was quicker


@transaction.atomic
def stop_all_calls(*, organization: Organization, user: User | None) -> CallingLimits:
    """Place no call of this organisation any more, whatever runs, until somebody lets them go on.

    Calls on the line go on to their end. Those that are written down leave within half a second,
    or not at all.
    """
    limits, _made = CallingLimits.objects.get_or_create(organization=organization)
    limits.stopped_at, limits.stopped_by = limits.stopped_at or database_now(), user
    limits.save(update_fields=["stopped_at", "stopped_by"])
    tell(organization.pk, "campaign", stopped=True)
    return limits


@transaction.atomic
def allow_calls(*, organization: Organization) -> None:
    """Let the organisation's calls go on after a stop."""
    CallingLimits.objects.filter(organization=organization).update(stopped_at=None, stopped_by=None)
    tell(organization.pk, "campaign", stopped=False)


def limits_of(organization: Organization) -> CallingLimits:
    """What this organisation may spend, and whether its calls are stopped."""
    limits = CallingLimits.objects.filter(organization=organization).first()
    return limits or CallingLimits(organization=organization)


def set_limits(*, organization: Organization, **budgets: Any) -> CallingLimits:
    """Set `daily_minutes` and `daily_money`, those of them that are given; None is no limit."""
    limits, _made = CallingLimits.objects.update_or_create(
        organization=organization, defaults=budgets
    )
    return limits
