"""Remembering people from one conversation to the next: written, changed, erased, and read."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from contacts.models import Contact
from conversations.models import Memory
from lib.errors import InvalidInput, NotFound

MOST = 20
"""Of one person: a prompt pays for each on every turn. The oldest give way."""


def memories_of(contact: Contact) -> QuerySet[Memory]:
    """What is remembered of a person, the latest first."""
    return Memory.objects.filter(contact=contact)


def find_memory(access: Access, memory_id: int) -> Memory:
    """One memory that this person may see, or NotFound."""
    memory = Memory.objects.visible_to(access).filter(pk=memory_id).first()
    if memory is None:
        raise NotFound("memory_not_found", _("There is no such memory."))
    return memory


@transaction.atomic
def remember(
    *, contact: Contact, text: str, kind: str = Memory.Kind.FACT, scope: str = ""
) -> Memory:
    """Keep one thing. Said again, it is only newer. Of summaries, the last is kept."""
    words = " ".join(text.split())[:300]
    if not words:
        raise InvalidInput("empty_memory", _("There is nothing to remember."))
    if kind == Memory.Kind.SUMMARY:
        memories_of(contact).filter(kind=kind).exclude(text=words).delete()
    memory, _made = Memory.objects.update_or_create(
        contact=contact,
        text=words,
        defaults={"organization_id": contact.organization_id, "kind": kind, "scope": scope},
    )
    kept = memories_of(contact).values_list("pk", flat=True)[:MOST]
    memories_of(contact).exclude(pk__in=list(kept)).delete()
    return memory


def remember_call(
    *,
    contact: Contact,
    facts: Mapping[str, str],
    promise: str = "",
    summary: str = "",
    scope: str,
) -> None:
    """What a conversation leaves behind. Told twice, it is kept once."""
    for key, value in facts.items():
        remember(contact=contact, text=f"{key}: {value}", scope=scope)
    if promise:
        remember(contact=contact, text=promise, kind=Memory.Kind.PROMISE, scope=scope)
    if summary:
        remember(contact=contact, text=summary, kind=Memory.Kind.SUMMARY, scope=scope)


def change_memory(*, memory: Memory, text: str) -> Memory:
    """Put it right. It is somebody's own words from then on."""
    words = " ".join(text.split())[:300]
    if not words:
        raise InvalidInput("empty_memory", _("There is nothing to remember."))
    memory.text, memory.scope = words, ""
    memory.save()
    return memory


def forget(*, memory: Memory) -> None:
    """Erase one thing."""
    memory.delete()


def forget_all(*, contact: Contact) -> None:
    """Erase everything that is remembered of a person."""
    memories_of(contact).delete()


def settle_memories(winner: Contact, loser: Contact) -> None:
    """Two entries of one person become one: what is remembered of both is remembered once."""
    memories_of(loser).filter(text__in=memories_of(winner).values("text")).delete()
