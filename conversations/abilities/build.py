"""The abilities of one agent on one call: what it was given, bound to whom it talks with."""

from contacts.models import Contact
from conversations.abilities.booking import book
from conversations.abilities.documents import look_up
from conversations.abilities.once import Caller, Do, ability
from conversations.abilities.own import asking, tool_of
from conversations.abilities.writing import send
from conversations.models import Agent, Endpoint
from conversations.tools import (
    BOOK_APPOINTMENT,
    BY_NAME,
    LOOKUP_KNOWLEDGE,
    SEND_MESSAGE,
    Ability,
)

_OURS: dict[str, Do] = {
    BOOK_APPOINTMENT: book,
    LOOKUP_KNOWLEDGE: look_up,
    SEND_MESSAGE: send,
}
WAITED_FOR = frozenset(_OURS)
"""Tools whose answers the model needs: the engine does them, not the host."""


def abilities_for(agent: Agent, contact: Contact | None, *, scope: str) -> tuple[Ability, ...]:
    """Those that the agent may use; `scope` names the call. Reads the business's own tools."""
    caller = Caller(agent, contact, scope)
    ours = [ability(BY_NAME[name], caller, do) for name, do in _OURS.items() if name in agent.tools]
    wanted = [name for name in agent.tools if name not in BY_NAME]
    if not wanted:
        return tuple(ours)
    endpoints = Endpoint.objects.filter(organization_id=agent.organization_id, name__in=wanted)
    own = [ability(tool_of(each), caller, asking(each)) for each in endpoints]
    return (*ours, *own)
