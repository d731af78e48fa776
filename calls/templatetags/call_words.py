"""A call's words, for templates."""

from django import template

from calls.lifecycle import Status
from calls.words import OUTCOME_TONES, STATUS_LABELS, status_tone
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
