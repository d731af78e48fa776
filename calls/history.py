"""Reading calls for pages and the API: which there were, and everything about one."""

from django.db.models import QuerySet

from accounts.access import Access
from calls.lifecycle import ACTIVE, NEVER_RUNG, RUNG_AND_ENDED
from calls.models import Call, Outcome
from contacts.models import Contact
from conversations.models import Agent, Effect
from conversations.tools.catalogue import SEND_MESSAGE

GROUPS = {"active": ACTIVE, "ended": RUNG_AND_ENDED, "not_placed": NEVER_RUNG}
"""What people filter by: a word → the statuses that it stands for."""

_LISTED = (
    "status",
    "outcome",
    "to_number",
    "created_at",
    "duration",
    "contact__name",
    "contact__e164",
    "agent__name",
)
"""What a page's list shows: the seventy other columns would cost time on every page."""


def calls_of(
    access: Access,
    *,
    group: str = "",
    outcome: str = "",
    agent: Agent | None = None,
    number: str = "",
) -> QuerySet[Call]:
    """The calls that this person may see, with whom they were to and who talked: what a page's
    list shows of them.

    `number` is the beginning of an E.164 number.
    """
    calls = Call.objects.visible_to(access).select_related("contact", "agent")
    calls = calls.only(*_LISTED)
    if group:
        calls = calls.filter(status__in=sorted(GROUPS[group]))
    if outcome:
        calls = calls.filter(outcome=Outcome(outcome))
    if agent:
        calls = calls.filter(agent=agent)
    if number:
        calls = calls.filter(to_number__startswith=number)
    return calls


def whole_calls(access: Access) -> QuerySet[Call]:
    """The calls that this person may see, each with its turns and events."""
    calls = calls_of(access).defer(None)
    return calls.select_related("trunk").prefetch_related("turns", "events")


def calls_to(contact: Contact, *, limit: int = 20) -> list[Call]:
    """The latest calls to one contact."""
    return list(contact.calls.select_related("agent").order_by("-id")[:limit])


def messages_to(contact: Contact, *, limit: int = 20) -> list[Effect]:
    """The latest messages that agents sent to one contact, or tried to, during calls."""
    scopes = [f"call:{pk}" for pk in contact.calls.values_list("pk", flat=True)]
    sent = Effect.objects.filter(scope__in=scopes, tool=SEND_MESSAGE)
    return list(sent.order_by("-pk")[:limit])
