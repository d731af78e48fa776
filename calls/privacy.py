"""What calls keep of a person: shown to them, or forgotten."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from audio.links import sound_storage
from calls.deletions import forget_recordings
from calls.lifecycle import ACTIVE
from calls.models import Call, CallEvent, CallNote, Recording, Turn
from contacts.models import Contact, PrivacySettings
from contacts.privacy import Part
from conversations.models import Analysis, Effect
from lib.errors import DomainError

ERASED = "erased"
_AT_ONCE = 2000


def export(contact: Contact) -> list[dict[str, Any]]:
    """Their calls, with what was said."""
    calls = Call.objects.filter(contact=contact).prefetch_related("turns", "notes").order_by("pk")
    return [
        {
            "planned": call.created_at.isoformat(),
            "to": call.to_number,
            "outcome": call.outcome,
            "summary": call.summary,
            "seconds": call.duration,
            "said": [
                {"who": turn.role, "text": turn.text}
                for turn in sorted(call.turns.all(), key=lambda turn: turn.number)
            ],
            "recordings": call.recordings.count(),
            "notes": [note.text for note in call.notes.all()],
        }
        for call in calls
    ]


def erase(contact: Contact) -> int:
    """Their calls stay as figures only: no number, nothing that was said or found, no sound. How
    many."""
    calls = Call.objects.filter(contact=contact)
    if calls.filter(status__in=sorted(ACTIVE)).exists():
        raise DomainError("call_under_way", _("A call to this person is under way: wait for it."))
    # Locked: a recording that is just reported is there, or is told that they are erased.
    ids = list(calls.select_for_update().values_list("pk", flat=True))
    names = list(
        Recording.objects.filter(call__in=ids).exclude(name="").values_list("name", flat=True)
    )
    for name in names:
        transaction.on_commit(partial(sound_storage().delete, name))
    forget_recordings(Recording.objects.filter(call__in=ids))
    CallNote.objects.filter(call__in=ids).delete()
    Turn.objects.filter(call__in=ids).delete()
    CallEvent.objects.filter(call__in=ids).update(data={})
    scopes = [f"call:{call_id}" for call_id in ids]
    Analysis.objects.filter(scope__in=scopes).delete()
    Effect.objects.filter(scope__in=scopes).update(arguments={}, result="")
    calls.update(to_number=ERASED, summary="", last_said="", context={}, contact=None)
    return len(ids)


def age(kept: PrivacySettings) -> int:
    """Forget recordings and transcripts that are older than their organisation keeps them: some
    thousands at a time. The calls stay, with what came of them."""
    aged = 0
    if (days := kept.recordings_days) is not None:
        aged += _forget_recordings(kept.organization_id, dt.timedelta(days=days))
    if (days := kept.transcripts_days) is not None:
        aged += _forget_transcripts(kept.organization_id, dt.timedelta(days=days))
    return aged


@transaction.atomic
def _forget_recordings(organization_id: int, kept: dt.timedelta) -> int:
    old = Recording.objects.filter(
        call__organization=organization_id, created_at__lt=Now() - kept
    ).exclude(state=Recording.State.WAITING)
    found = list(old.order_by("pk").values_list("pk", "name")[:_AT_ONCE])
    for _pk, name in found:
        if name:
            transaction.on_commit(partial(sound_storage().delete, name))
    return forget_recordings(Recording.objects.filter(pk__in=[pk for pk, _name in found]))


@transaction.atomic
def _forget_transcripts(organization_id: int, kept: dt.timedelta) -> int:
    old = Call.objects.filter(organization=organization_id, ended_at__lt=Now() - kept)
    said = old.filter(Exists(Turn.objects.filter(call=OuterRef("pk"))))
    calls = list(said.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    Turn.objects.filter(call__in=calls).delete()
    Call.objects.filter(pk__in=calls).update(last_said="")
    return len(calls)


CALLS = Part("calls", export, erase, age)
