"""What colleagues say about a call: notes, and whether the agent did well."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from calls.models import Call, CallFeedback, CallNote
from lib.errors import InvalidInput, NotAllowed

LONGEST = 2000


def write_note(*, access: Access, call: Call, text: str) -> CallNote:
    """Keep it with the call, by name."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise InvalidInput("note_invalid", _("Between one and two thousand characters."))
    return CallNote.objects.create(call=call, author=access.user, text=text)


def delete_note(*, access: Access, note: CallNote) -> None:
    """One's own; anybody's for whoever may change settings."""
    if note.author_id != getattr(access.user, "pk", None) and not access.allows("settings.edit"):
        raise NotAllowed("not_your_note", _("Somebody else wrote this."))
    note.delete()


@transaction.atomic
def give_feedback(*, access: Access, call: Call, is_good: bool, tag: str = "") -> CallFeedback:
    """What this person thinks of it now; what they thought before gives way."""
    assert access.user is not None
    feedback, _made = CallFeedback.objects.update_or_create(
        call=call, author=access.user, defaults={"is_good": is_good, "tag": tag}
    )
    return feedback
