"""Recordings of calls, brought from the provider to our own storage.

The callback writes a row; a worker fetches the sound, with credentials; Beat finds what a lost
worker left. Nobody is ever sent to the provider to listen.
"""

import datetime as dt
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from audio.links import sound_storage, storage_faults
from audio.peaks import peaks_of
from calls.deletions import delete_later
from calls.handling import Recorded
from calls.models import Call, Recording
from calls.privacy import ERASED
from calls.trunks import account_of
from lib.clock import database_now
from lib.errors import NotFound
from providers.errors import ProviderError, Refused
from providers.telephony.twilio.recordings import RecordingReport, fetch_recording

logger = logging.getLogger(__name__)

_TRIES = 8
_LEASE = dt.timedelta(minutes=5)
_AGAIN = dt.timedelta(seconds=20)
"""After the first failure; doubled after each other."""


def is_recorded(call: Call) -> bool:
    """Whether a call is recorded, and therefore says so: as its campaign wants it, else as this
    installation does."""
    if wanted := call.context.get("recorded"):
        return bool(wanted == Recorded.YES)
    is_rehearsal = call.trunk.is_rehearsal
    return bool(settings.RECORD_REHEARSALS if is_rehearsal else settings.RECORD_CALLS)


@transaction.atomic
def note_recording(*, token: str, report: RecordingReport) -> int | None:
    """Write down that there is a recording to fetch; its id, or None where nothing is to be
    fetched. A report that comes again changes nothing; of somebody who was erased meanwhile the
    provider is to delete it, too."""
    calls = Call.objects.select_for_update(no_key=True).only("pk", "to_number", "trunk")
    call = calls.get(token=token)  # an erasure waits for it, and it for an erasure
    if call.to_number == ERASED:
        delete_later([(call.trunk_id, report.provider_id)] if report.is_ready else [])
        return None
    recording, is_new = Recording.objects.get_or_create(
        call=call,
        provider_id=report.provider_id,
        defaults={
            "seconds": report.seconds,
            "state": Recording.State.WAITING if report.is_ready else Recording.State.ABSENT,
            "fetch_at": database_now(),
        },
    )
    return recording.pk if is_new and report.is_ready else None


def waiting_recordings(*, now: dt.datetime) -> list[int]:
    """Those that somebody should fetch now."""
    waiting = Recording.objects.filter(state=Recording.State.WAITING, fetch_at__lte=now)
    return list(waiting.order_by("fetch_at").values_list("pk", flat=True)[:200])


def fetch(*, recording_id: int) -> bool:
    """Bring one recording home; whether it is here now. Claimed first, so that two
    workers bring it once."""
    now = database_now()
    mine = Recording.objects.filter(
        pk=recording_id, state=Recording.State.WAITING, fetch_at__lte=now
    ).update(fetch_at=now + _LEASE, tries=F("tries") + 1)
    if not mine:
        return False
    recording = Recording.objects.select_related("call__trunk").get(pk=recording_id)
    account = account_of(recording.call.trunk)
    faults: tuple[type[Exception], ...] = (ProviderError, *storage_faults())
    try:
        sound, extension = fetch_recording(
            recording.provider_id,
            account_sid=account.account,
            auth_token=account.secret,
            base_url=account.base_url,
        )
        name = f"recordings/{recording.call.organization_id}/{recording.call.token}"
        kept = sound_storage().save(
            f"{name}/{recording.provider_id}.{extension}", ContentFile(sound)
        )
    except faults as error:
        _put_off(recording, error, now)
        return False
    is_wanted = Recording.objects.filter(pk=recording.pk).update(
        state=Recording.State.READY, name=kept, size=len(sound), peaks=peaks_of(sound, extension)
    )
    if not is_wanted:  # who was heard was erased meanwhile
        sound_storage().delete(kept)
    return bool(is_wanted)


def recordings_of(call: Call) -> list[Recording]:
    """Those of a call that can be heard, in order."""
    return list(call.recordings.filter(state=Recording.State.READY).order_by("pk"))


def find_recording(access: Access, call_id: int, recording_id: int) -> Recording:
    """A recording that this person's organisation has. NotFound for any other."""
    recording = Recording.objects.filter(
        pk=recording_id,
        call_id=call_id,
        call__in=Call.objects.visible_to(access),
        state=Recording.State.READY,
    ).first()
    if recording is None:
        raise NotFound("recording_not_found", _("There is no such recording."))
    return recording


def _put_off(recording: Recording, error: Exception, now: dt.datetime) -> None:
    is_over = isinstance(error, Refused) or recording.tries >= _TRIES
    logger.warning("recording_not_fetched", extra={"recording": recording.pk, "gives_up": is_over})
    state = Recording.State.LOST if is_over else Recording.State.WAITING
    wait = _AGAIN * 2 ** (recording.tries - 1)
    Recording.objects.filter(pk=recording.pk).update(state=state, fetch_at=now + wait)
