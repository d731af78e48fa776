"""Which promised calls were kept."""

import datetime as dt
from enum import StrEnum

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign, Promise
from lib.errors import Text

PUNCTUAL = dt.timedelta(minutes=15)
"""A call within this time of what was promised keeps the promise."""


class Kept(StrEnum):
    """What became of a promise."""

    COMING = "coming"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"


KEPT_LABELS: dict[Kept, Text] = {
    Kept.COMING: gettext_lazy("Its time is to come"),
    Kept.KEPT: gettext_lazy("Kept"),
    Kept.LATE: gettext_lazy("Called later"),
    Kept.BROKEN: gettext_lazy("Not called"),
}


def kept(promise: Promise, *, now: dt.datetime) -> Kept:
    """What became of it by `now`."""
    limit = promise.promised_at + PUNCTUAL
    if promise.called_at is not None:
        return Kept.KEPT if promise.called_at <= limit else Kept.LATE
    return Kept.COMING if now <= limit else Kept.BROKEN


def promises_of(campaign: Campaign) -> QuerySet[Promise]:
    """The promises made on a campaign's calls, by their time."""
    promises = Promise.objects.filter(target__campaign=campaign).order_by("promised_at", "pk")
    return promises.select_related("target__contact", "made_on", "kept_by")


def counted_promises(campaign: Campaign, *, now: dt.datetime) -> dict[Kept, int]:
    """How many of a campaign's promises came to what, in one query."""
    limit = F("promised_at") + PUNCTUAL
    called = Q(called_at__isnull=False)
    counts = Promise.objects.filter(target__campaign=campaign).aggregate(
        kept=Count("pk", filter=called & Q(called_at__lte=limit)),
        late=Count("pk", filter=called & Q(called_at__gt=limit)),
        coming=Count("pk", filter=~called & Q(promised_at__gte=now - PUNCTUAL)),
        broken=Count("pk", filter=~called & Q(promised_at__lt=now - PUNCTUAL)),
    )
    return {Kept(name): count for name, count in counts.items()}
