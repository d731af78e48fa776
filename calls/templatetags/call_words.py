"""A call's words, for templates."""

from django import template

from calls.history import calls_to, messages_to
from calls.lifecycle import Status
from calls.models import Call
from calls.words import OUTCOME_TONES, STATUS_LABELS, status_tone
from contacts.models import Contact
from conversations.models import Effect
from lib.errors import Text

register = template.Library()


@register.filter
def status_label(status: str) -> Text:
    """How a call's status is said."""
    return STATUS_LABELS[Status(status)]


@register.filter(name="status_tone")
def tone_of_status(status: str) -> str:
    """The tone of a call's status."""
    return status_tone(Status(status))


@register.filter
def outcome_tone(outcome: str) -> str:
    """The tone of an outcome; "" for none."""
    return OUTCOME_TONES.get(outcome, "")


@register.filter
def clock(seconds: int | None) -> str:
    """Seconds as m:ss; "" for none."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02}"


@register.simple_tag
def latest_calls(contact: Contact) -> list[Call]:
    """The latest calls to a contact, for the page of a floor that knows nothing of calls."""
    return calls_to(contact)


@register.simple_tag
def latest_messages(contact: Contact) -> list[Effect]:
    """The latest messages that agents sent to a contact."""
    return messages_to(contact)
