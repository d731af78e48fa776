"""The circuit breaker of a provider account: when most calls meet an error of the provider's, no
more are sent for a while; then a few try whether it works again."""

import datetime as dt
import logging

from django.db.models import Count, Q

from calls.lifecycle import Status
from calls.models import Call, Trunk

logger = logging.getLogger(__name__)

JUDGED, LEAST, SHARE = 50, 20, 0.5
"""Of the latest calls, at least so many, this share met an error."""

WITHIN = dt.timedelta(minutes=2)
PAUSE = dt.timedelta(seconds=15)
FAILS, BUSY = "provider_errors", "provider_busy"

_ERRORS = Q(status__in=(Status.UNKNOWN, Status.EXPIRED)) | (
    Q(status=Status.REFUSED, retry_at__isnull=False) & ~Q(error_code="20429")
)
"""No clear answer, or a refusal that is neither about the number nor about our pace."""


def judge_trunks(*, now: dt.datetime) -> None:
    """Pause the trunks whose provider fails; let those go on whose pause is over."""
    over = Trunk.objects.filter(paused_reason__in=(FAILS, BUSY), paused_until__lte=now)
    over.update(paused_reason="", paused_until=None)
    for trunk in Trunk.objects.filter(paused_reason=""):
        if _fails(trunk, now):
            newest = Call.objects.order_by("-pk").values_list("pk", flat=True).first()
            Trunk.objects.filter(pk=trunk.pk, paused_reason="").update(
                paused_reason=FAILS, paused_until=now + PAUSE, judged_from=newest or 0
            )
            logger.error("provider fails: paused", extra={"trunk": trunk.pk})


def hold_back(trunk_id: int, *, until: dt.datetime) -> None:
    """The provider asked us to wait: nobody is called through this trunk before `until`."""
    Trunk.objects.filter(pk=trunk_id, paused_reason="").update(
        paused_reason=BUSY, paused_until=until
    )


def _fails(trunk: Trunk, now: dt.datetime) -> bool:
    """By the calls since it was last let go on."""
    latest = Call.objects.filter(pk__gt=trunk.judged_from).order_by("-pk")[:JUDGED]
    answered = Call.objects.filter(
        pk__in=latest.values("pk"), trunk=trunk, created_at__gt=now - WITHIN
    ).exclude(status__in=(Status.INTENT, Status.SENDING, Status.ABANDONED))
    counts = answered.aggregate(all=Count("pk"), errors=Count("pk", filter=_ERRORS))
    return bool(counts["all"] >= LEAST and counts["errors"] / counts["all"] >= SHARE)
