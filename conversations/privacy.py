"""What agents keep of a person: shown to them, or forgotten."""

from typing import Any

from contacts.models import Contact
from contacts.privacy import Part
from conversations.memory import memories_of
from conversations.models import Appointment


def export(contact: Contact) -> dict[str, Any]:
    """What is remembered, and the appointments."""
    return {
        "remembered": [
            {"kind": memory.kind, "text": memory.text, "since": memory.created_at.isoformat()}
            for memory in memories_of(contact)
        ],
        "appointments": [
            {"starts": each.starts_at.isoformat(), "about": each.about, "status": each.status}
            for each in Appointment.objects.filter(contact=contact)
        ],
    }


def erase(contact: Contact) -> int:
    """All of it; how many things those were. What is in the business's own calendar is theirs."""
    memories, _by_model = memories_of(contact).delete()
    appointments, _by_model = Appointment.objects.filter(contact=contact).delete()
    return memories + appointments


CONVERSATIONS = Part("conversations", export, erase)
