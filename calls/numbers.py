"""The numbers that we call with: what each carries, and its health by a day's calls. Kept with the
trunk."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from calls import trunks
from calls.callerid import Pool, Use, resting
from calls.lifecycle import ACTIVE, Status
from calls.models import Call, Trunk
from lib.clock import database_now
from lib.errors import DomainError
from notices.services import notify
from outbox.events import Event
from outbox.services import publish

_DAY = dt.timedelta(days=1)
_NOT_OURS = ("21210", "21264", "21212")
"""Twilio's codes for a caller's number that it does not accept."""

CHOSEN = "chosen"
"""Why a number rests that a person sent to rest."""

_TURNS = 2 * 3 * 5 * 7 * 11 * 13 * 17
"""Where the count of turns begins anew: none of the pools' sizes up to 18 notices."""


def pool_of(trunk: Trunk) -> Pool:
    """The numbers of a trunk (whose row is locked), with what each may carry and carries now."""
    limits = trunks.limits_of_numbers(trunk)
    active: dict[str, int] = {}
    if limits.max_concurrent:
        under_way = Call.objects.filter(trunk=trunk, status__in=sorted(ACTIVE))
        active = dict(under_way.values_list("from_number").annotate(count=Count("pk")))
    slots = {number: dt.datetime.fromisoformat(at) for number, at in trunk.number_slots.items()}
    return Pool(
        trunks.numbers_of(trunk),
        resting=trunk.resting,
        turn=trunk.turn,
        limits=replace(limits, active=active, next_slots=slots),
    )


def keep_turns(trunk: Trunk, pool: Pool) -> None:
    """Remember where the numbers stand. The caller saves the fields `turn` and `number_slots`."""
    trunk.turn = pool.turn % _TURNS
    trunk.number_slots = {number: at.isoformat() for number, at in pool.next_slots.items()}


def rest_numbers() -> None:
    """Let the numbers rest that nobody answers, or that the provider refuses; wake the others,
    and those that a person sent to rest once they have not called for a day."""
    since = database_now() - _DAY
    for each in Trunk.objects.all():
        uses = _uses(each, since)
        judged = resting(uses)
        with transaction.atomic():
            trunk = Trunk.objects.select_for_update().get(pk=each.pk)
            chosen = {n: why for n, why in trunk.resting.items() if why == CHOSEN and n in uses}
            found = chosen | judged
            if found != trunk.resting:
                fresh = {n: why for n, why in found.items() if n not in trunk.resting}
                Trunk.objects.filter(pk=trunk.pk).update(resting=found)
                _tell(trunk, fresh, since)


@transaction.atomic
def rest_number(*, organization: Organization, number: str) -> None:
    """Let a number rest because a person says so, until it has not called for a day.

    Raises DomainError `number_unknown`, or `number_shared` where others call with it too.
    """
    trunk = Trunk.objects.select_for_update().get(pk=trunks.trunk_for(organization).pk)
    if number not in trunks.numbers_of(trunk):
        raise DomainError("number_unknown", _("This number does not call for you any more."))
    lately = Call.objects.filter(trunk=trunk, created_at__gte=database_now() - _DAY)
    if lately.exclude(organization=organization).exists():
        raise DomainError(
            "number_shared", _("Others call with this number too: ask whoever runs this system.")
        )
    trunk.resting[number] = CHOSEN
    trunk.save(update_fields=["resting"])


def numbers_at_rest() -> set[str]:
    """All numbers that rest now, whoever calls with them."""
    resting_now = Trunk.objects.exclude(resting={}).values_list("resting", flat=True)
    return {number for numbers in resting_now for number in numbers}


def _tell(trunk: Trunk, reasons: Mapping[str, str], since: dt.datetime) -> None:
    """Whoever called with these numbers lately hears that they rest, and why."""
    for number, reason in sorted(reasons.items()):
        callers = Call.objects.filter(trunk=trunk, from_number=number, created_at__gte=since)
        ids = callers.order_by().values("organization").distinct()
        for organization in Organization.objects.filter(pk__in=ids):
            notify(
                organization=organization,
                kind="number_resting",
                link=reverse("operations:list"),
                number=number,
            )
            publish(
                organization=organization,
                event=Event.NUMBER_RESTING,
                data={"number": number, "reason": reason},
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
