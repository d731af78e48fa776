"""Recordings that the provider is to delete: written with the erasure, done after it, and tried
again until they are gone."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.db.models import F, QuerySet

from calls.models import Recording, RecordingDeletion
from calls.trunks import account_of
from lib.clock import database_now
from lib.errors import DomainError
from providers.errors import ProviderError
from providers.telephony.twilio.recordings import delete_recording

logger = logging.getLogger(__name__)

AT_ONCE = 100
_LEASE = dt.timedelta(minutes=5)
_AGAIN = dt.timedelta(minutes=1)
"""After the first failure; doubled after each other, to half a day."""
_LONGEST = 9


def forget_recordings(recordings: QuerySet[Recording]) -> int:
    """Forget these, here and with the provider, inside the caller's transaction; how many."""
    found = list(recordings.values_list("call__trunk", "provider_id"))
    delete_later(found)
    recordings.delete()
    return len(found)


def delete_later(found: Iterable[tuple[int, str]]) -> None:
    """Have the provider delete recordings (trunk, provider's id) of which we keep nothing."""
    now = database_now()
    RecordingDeletion.objects.bulk_create(
        [RecordingDeletion(trunk_id=trunk, provider_id=sid, due_at=now) for trunk, sid in found],
        ignore_conflicts=True,
    )


def delete_due() -> int:
    """Have the provider delete what it is time for; how many are gone. A worker that dies leaves
    its own to the next look."""
    now = database_now()
    due = RecordingDeletion.objects.filter(due_at__lte=now).order_by("due_at")
    return sum(_delete(pk, now) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


def _delete(deletion_id: int, now: dt.datetime) -> bool:
    chosen = RecordingDeletion.objects.filter(pk=deletion_id)
    mine = chosen.filter(due_at__lte=now).update(due_at=now + _LEASE, tries=F("tries") + 1)
    if not mine:
        return False
    deletion = chosen.select_related("trunk").get()
    try:
        account = account_of(deletion.trunk)
        delete_recording(
            deletion.provider_id,
            account_sid=account.account,
            auth_token=account.secret,
            base_url=account.base_url,
        )
    except (ProviderError, DomainError):
        logger.warning("recording_not_deleted", extra={"deletion": deletion_id})
        wait = _AGAIN * 2 ** min(deletion.tries - 1, _LONGEST)
        chosen.update(due_at=now + wait)
        return False
    chosen.delete()
    return True
