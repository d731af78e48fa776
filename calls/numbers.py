"""The health of the numbers that we call with: judged by a day's calls, kept with the trunk."""

import datetime as dt

from django.db.models import Count, Q

from calls.callerid import Use, resting
from calls.lifecycle import Status
from calls.models import Call, Trunk
from lib.clock import database_now

_DAY = dt.timedelta(days=1)
_NOT_OURS = ("21210", "21264", "21212")
"""Twilio's codes for a caller's number that it does not accept."""


def rest_numbers() -> None:
    """Let the numbers rest that nobody answers, or that the provider refuses; wake the others."""
    since = database_now() - _DAY
    for trunk in Trunk.objects.all():
        found = resting(_uses(trunk, since))
        if found != trunk.resting:
            Trunk.objects.filter(pk=trunk.pk).update(resting=found)


def _uses(trunk: Trunk, since: dt.datetime) -> dict[str, Use]:
    rows = (
        Call.objects.filter(trunk=trunk, created_at__gte=since)
        .values("from_number")
        .annotate(
            placed=Count("pk", filter=Q(sent_at__isnull=False)),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            refused=Count("pk", filter=Q(status=Status.REFUSED, error_code__in=_NOT_OURS)),
        )
    )
    return {row["from_number"]: Use(row["placed"], row["answered"], row["refused"]) for row in rows}
