"""What agents know of a person and agreed with them, for the page of a floor that knows nothing
of agents."""

from django import template
from django.db.models import QuerySet

from contacts.models import Contact
from conversations.memory import memories_of
from conversations.models import Appointment, Memory

register = template.Library()


@register.simple_tag
def remembered(contact: Contact) -> QuerySet[Memory]:
    """What agents will know the next time."""
    return memories_of(contact)


@register.simple_tag
def agreed_with(contact: Contact) -> QuerySet[Appointment]:
    """A person's appointments, the latest first."""
    return contact.appointments.order_by("-starts_at", "-pk")
