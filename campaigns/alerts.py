"""What an organisation's people are told of its campaigns."""

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.urls import reverse

from campaigns.brakes import PAUSES
from campaigns.models import Campaign, Promise
from campaigns.news import tell_of_missed_promise
from campaigns.promises import PUNCTUAL
from campaigns.selectors import ledger
from notices.services import notify

logger = logging.getLogger(__name__)

NEWS_FOR = dt.timedelta(days=1)
"""A promise that was missed longer ago is told to nobody any more."""


def tell_paused(campaign: Campaign, reason: str) -> None:
    """A campaign has paused by itself; `reason` is a key of PAUSES."""
    logger.warning("campaign paused", extra={"campaign": campaign.pk, "reason": reason})
    _tell(campaign, "campaign_paused", reason=PAUSES[reason])


def tell_finished(campaign: Campaign) -> None:
    """A campaign has come to its end."""
    stand = ledger(campaign)
    _tell(campaign, "campaign_finished", settled=stand.settled, people=stand.total)


def tell_not_started(campaign: Campaign, reason: str) -> None:
    """A campaign whose time had come could not begin."""
    _tell(campaign, "campaign_not_started", reason=reason)


def tell_missed_promises(*, now: dt.datetime) -> int:
    """Promises that nobody kept, each told once; how many there were."""
    missed = Promise.objects.filter(
        called_at=None, promised_at__lt=now - PUNCTUAL, promised_at__gt=now - NEWS_FOR
    ).select_related("target__campaign__organization", "target__contact")
    return sum(_tell_missed(promise) for promise in missed)


@transaction.atomic
def _tell_missed(promise: Promise) -> bool:
    campaign = promise.target.campaign
    notice = notify(
        organization=campaign.organization,
        kind="promise_missed",
        link=reverse("campaigns:promises", args=[campaign.pk]),
        key=f"promise:{promise.pk}",
        campaign=campaign.name,
        person=str(promise.target.contact),
    )
    if notice is None:
        return False
    tell_of_missed_promise(promise)
    return True


def _tell(campaign: Campaign, kind: str, **told: Any) -> None:
    if campaign.kind != Campaign.Kind.LIST:
        return  # a single call is told of on its own page
    notify(
        organization=campaign.organization,
        kind=kind,
        link=reverse("campaigns:detail", args=[campaign.pk]),
        campaign=campaign.name,
        **told,
    )
