"""How many calls an organisation may still place today, where whoever runs the instance set a
limit (`max_calls_per_day`)."""

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Organization
from calls.lifecycle import ACTIVE
from calls.models import Call


def calls_today(
    organization: Organization, *, now: dt.datetime, own: Collection[int] = (), at_most: int
) -> int:
    """The calls that left today by the organisation's own clock, or are about to; counted up to
    `at_most`, so that it costs no more than the limit is high. `own` are not counted."""
    placed = Q(sent_at__isnull=False) | Q(status__in=ACTIVE)
    newest = Call.objects.filter(
        placed, organization=organization, created_at__gte=_began(now, organization)
    )
    return newest.exclude(pk__in=own).order_by("-pk")[:at_most].count()


def calls_left(
    organization: Organization, *, now: dt.datetime, own: Collection[int] = ()
) -> int | None:
    """How many more may leave today; None: any number."""
    limit = organization.max_calls_per_day
    if limit is None:
        return None
    return limit - calls_today(organization, now=now, own=own, at_most=limit)


def next_day(organization: Organization, *, now: dt.datetime) -> dt.datetime:
    """When its next day begins."""
    tomorrow = now.astimezone(ZoneInfo(organization.time_zone)).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time.min, ZoneInfo(organization.time_zone))


def _began(now: dt.datetime, organization: Organization) -> dt.datetime:
    return next_day(organization, now=now - dt.timedelta(days=1))
