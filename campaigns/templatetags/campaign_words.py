"""A campaign's words, for templates."""

from django import template

from campaigns.ledger import STATE_LABELS, State
from campaigns.models import Campaign
from lib.errors import Text

register = template.Library()

_STATUS_TONES: dict[str, str] = {
    Campaign.Status.RUNNING: "live",
    Campaign.Status.SCHEDULED: "info",
    Campaign.Status.PAUSED: "warning",
    Campaign.Status.COMPLETED: "success",
}

_STATE_TONES: dict[str, str] = {
    State.CALLING: "live",
    State.CLAIMED: "live",
    State.PENDING: "info",
    State.WAITING: "info",
    State.DONE: "success",
    State.EXHAUSTED: "warning",
    State.PARKED: "danger",
}


@register.filter
def campaign_tone(status: str) -> str:
    """The tone of a campaign's status."""
    return _STATUS_TONES.get(status, "")


@register.filter
def state_label(state: str) -> Text:
    """How the state of a person in a campaign is said."""
    return STATE_LABELS[State(state)]


@register.filter
def state_tone(state: str) -> str:
    """The tone of that state."""
    return _STATE_TONES.get(state, "")
