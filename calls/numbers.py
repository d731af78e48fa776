"""The health of the numbers that we call with: judged by a day's calls, kept with the trunk."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Organization
from calls.callerid import Use, resting
from calls.lifecycle import Status
from calls.models import Call, Trunk
from lib.clock import database_now
from notices.services import notify

_DAY = dt.timedelta(days=1)
_NOT_OURS = ("21210", "21264", "21212")
"""Twilio's codes for a caller's number that it does not accept."""


def rest_numbers() -> None:
    """Let the numbers rest that nobody answers, or that the provider refuses; wake the others."""
    since = database_now() - _DAY
    for trunk in Trunk.objects.all():
        found = resting(_uses(trunk, since))
        if found != trunk.resting:
            with transaction.atomic():
                Trunk.objects.filter(pk=trunk.pk).update(resting=found)
                _tell(trunk, found.keys() - trunk.resting.keys(), since)


def _tell(trunk: Trunk, numbers: Collection[str], since: dt.datetime) -> None:
    """Whoever called with these numbers lately hears that they rest."""
    for number in sorted(numbers):
        callers = Call.objects.filter(trunk=trunk, from_number=number, created_at__gte=since)
        ids = callers.order_by().values("organization").distinct()
        for organization in Organization.objects.filter(pk__in=ids):
            notify(
                organization=organization,
                kind="number_resting",
                link=reverse("operations:list"),
                number=number,
            )


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
