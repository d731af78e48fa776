"""Finding out what nobody told us: senders that died, requests without an answer, lost callbacks.

Nothing here ever rings a phone.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from calls import trunks
from calls.lifecycle import Status
from calls.models import Call, CallEvent
from calls.reported import apply_report
from calls.services import finish_unsent, tell_of
from lib.clock import database_now
from lib.errors import DomainError
from providers.errors import ProviderError
from providers.telephony.base import CallReport, ReportedStatus

logger = logging.getLogger(__name__)

BATCH = 200
_ON_THE_LINE = (Status.QUEUED, Status.RINGING, Status.IN_PROGRESS)


def sweep_leases() -> int:
    """Judge calls whose sender died: an *intent* was not sent, a *sending* may have been."""
    swept = 0
    with transaction.atomic():
        now = database_now()
        stranded = Call.objects.select_for_update(skip_locked=True).filter(
            lease_until__lt=now, status__in=(Status.INTENT, Status.SENDING)
        )[:BATCH]
        for call in stranded:
            call.fence += 1
            if call.state is Status.INTENT:
                finish_unsent(call, Status.ABANDONED, reason="released", retry_at=now)
            else:
                call.status = Status.UNKNOWN
                call.lease_until = None
                call.save(update_fields=["status", "lease_until", "fence"])
                tell_of(call)
            swept += 1
    return swept


def find_out_unknown() -> None:
    """Look for calls without a clear answer among those that the provider lists."""
    unknown = Call.objects.filter(status=Status.UNKNOWN).select_related("trunk").order_by("pk")
    for call in unknown[:BATCH]:
        try:
            _find_out(call)
        except (ProviderError, DomainError):  # the latter: the account was taken away
            logger.warning("provider did not list calls", extra={"call": call.pk})


def _find_out(call: Call) -> None:
    listed = trunks.open_for(call.trunk).find(
        to_number=call.to_number, from_number=call.from_number
    )
    known = set(
        Call.objects.filter(
            trunk=call.trunk, provider_id__in=[report.provider_id for report in listed]
        ).values_list("provider_id", flat=True)
    )
    for report in listed:
        if report.provider_id not in known:
            apply_report(token=call.token, report=report)
            return
    _expire_if_twice_empty(call.pk)


@transaction.atomic
def _expire_if_twice_empty(call_id: int) -> None:
    """Two empty lists, far enough apart, say that the request never arrived."""
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state is not Status.UNKNOWN:
        return
    now = database_now()
    first, created = CallEvent.objects.get_or_create(
        call=call, source="reconcile", key="not-listed", defaults={"occurred_at": now}
    )
    grace = dt.timedelta(seconds=settings.UNKNOWN_GRACE_SECONDS)
    if not created and first.occurred_at and now - first.occurred_at >= grace:
        finish_unsent(call, Status.EXPIRED, reason="expired")


def poll_silent() -> None:
    """Ask after calls of which nothing was heard for a while."""
    now = database_now()
    quiet = dt.timedelta(seconds=settings.POLL_AFTER_SECONDS)
    silent = (
        Call.objects.filter(~Q(provider_id=""), status__in=_ON_THE_LINE)
        .annotate(heard=Coalesce(F("checked_at"), F("answered_at"), F("ringing_at"), F("sent_at")))
        .filter(heard__lt=now - quiet)
        .select_related("trunk")
        .order_by("heard")
    )
    for call in silent[:BATCH]:
        Call.objects.filter(pk=call.pk).update(checked_at=now)
        try:
            report = trunks.open_for(call.trunk).fetch(call.provider_id)
        except (ProviderError, DomainError):
            logger.warning("provider did not answer", extra={"call": call.pk})
            continue
        apply_report(token=call.token, report=report or _forgotten(call))


def _forgotten(call: Call) -> CallReport:
    """The provider no longer knows a call that it took: it can't be going on."""
    return CallReport(
        source="api",
        key="api:forgotten",
        provider_id=call.provider_id,
        status=ReportedStatus.FAILED,
        error_code="forgotten",
    )
