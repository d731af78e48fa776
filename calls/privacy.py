"""What calls keep of a person: shown to them, or forgotten."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audio.links import sound_storage
from calls.lifecycle import ACTIVE
from calls.models import Call, CallEvent, Recording, Turn
from contacts.models import Contact
from contacts.privacy import Part
from lib.errors import DomainError

ERASED = "erased"


def export(contact: Contact) -> list[dict[str, Any]]:
    """Their calls, with what was said."""
    calls = Call.objects.filter(contact=contact).prefetch_related("turns").order_by("pk")
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
        }
        for call in calls
    ]


def erase(contact: Contact) -> int:
    """Their calls stay as figures only: no number, nothing that was said, no sound. How many."""
    calls = Call.objects.filter(contact=contact)
    if calls.filter(status__in=sorted(ACTIVE)).exists():
        raise DomainError("call_under_way", _("A call to this person is under way: wait for it."))
    ids = list(calls.values_list("pk", flat=True))
    names = list(
        Recording.objects.filter(call__in=ids).exclude(name="").values_list("name", flat=True)
    )
    for name in names:
        transaction.on_commit(partial(sound_storage().delete, name))
    Recording.objects.filter(call__in=ids).delete()
    Turn.objects.filter(call__in=ids).delete()
    CallEvent.objects.filter(call__in=ids).update(data={})
    calls.update(to_number=ERASED, summary="", last_said="", context={}, contact=None)
    return len(ids)


CALLS = Part("calls", export, erase)
