"""Changing agents: each change is one function here, whoever asks."""

from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from conversations.models import Agent
from lib.errors import DomainError, InvalidInput


class AgentFields(TypedDict, total=False):
    """What may be said of an agent; each falls back to the model's default, or stays."""

    name: str
    purpose: str
    language: str
    voice_mode: str
    voice: str
    goal: str
    facts: str
    prompt: str
    first_message: str
    model: str


FIELDS = tuple(AgentFields.__annotations__)


def create_agent(*, organization: Organization, **fields: Unpack[AgentFields]) -> Agent:
    """A new agent. `name` and `goal` are needed. Raises InvalidInput."""
    return _save(Agent(organization=organization), fields)


def update_agent(*, agent: Agent, **fields: Unpack[AgentFields]) -> Agent:
    """Change an agent. Calls that are going on keep what they began with. Raises InvalidInput."""
    return _save(agent, fields)


def delete_agent(*, agent: Agent) -> None:
    """Remove an agent that never worked: what came of its calls must keep its name."""
    try:
        agent.delete()
    except ProtectedError as error:
        raise DomainError(
            "agent_in_use", _("This agent belongs to campaigns or calls and can't be deleted.")
        ) from error


def _save(agent: Agent, fields: AgentFields) -> Agent:
    for name, value in fields.items():
        setattr(agent, name, value.strip() if isinstance(value, str) else value)
    try:
        agent.full_clean(exclude=["organization"], validate_constraints=False)
    except ValidationError as error:
        named = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise InvalidInput(
            "invalid_agent", _("This agent can't be saved."), fields=named
        ) from error
    try:
        with transaction.atomic():
            agent.save()
    except IntegrityError as error:
        taken = _("Another agent has this name.")
        raise InvalidInput("name_taken", taken, fields={"name": taken}) from error
    return agent
