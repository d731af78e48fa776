"""Changing agents: each change is one function here, whoever asks."""

from decimal import Decimal
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from conversations.models import Agent, AgentVersion
from conversations.versions import content_of, fields_of
from lib.errors import DomainError, InvalidInput


class AgentFields(TypedDict, total=False):
    """What may be said of an agent; each falls back to the model's default, or stays."""

    name: str
    purpose: str
    goal: str
    persona: str
    first_message: str
    script: str
    facts: str
    objections: str
    prompt: str
    closing: str
    voicemail_message: str
    never_say: str
    tools: list[str]
    transfer_to: str
    transfer_announced: bool
    hand_over: str
    language: str
    voice_mode: str
    voice: str
    provider: str
    model: str
    max_turns: int
    max_minutes: int
    max_cost: Decimal


FIELDS = tuple(AgentFields.__annotations__)


@transaction.atomic
def create_agent(
    *, organization: Organization, user: User | None = None, **fields: Unpack[AgentFields]
) -> Agent:
    """A new agent, published as it is. `name` and `goal` are needed. Raises InvalidInput."""
    agent = _save(Agent(organization=organization), fields)
    publish_agent(agent=agent, user=user)
    return agent


def update_agent(*, agent: Agent, **fields: Unpack[AgentFields]) -> Agent:
    """Change an agent's draft: calls go by what was published. Raises InvalidInput."""
    return _save(agent, fields)


@transaction.atomic
def publish_agent(*, agent: Agent, user: User | None = None, note: str = "") -> AgentVersion:
    """Make the draft what new calls go by. Unchanged, it stays the version that it was.

    Campaigns that run keep the version with which they began.
    """
    locked = Agent.objects.select_for_update().get(pk=agent.pk)
    content = content_of(locked)
    latest = locked.published
    if latest is not None and latest.content == content:
        agent.published = latest
        return latest
    last = locked.versions.aggregate(last=Max("number"))["last"] or 0
    version = AgentVersion.objects.create(
        agent=locked, number=last + 1, content=content, note=note[:200].strip(), created_by=user
    )
    locked.published = version
    locked.save(update_fields=["published"])
    agent.published = version
    return version


@transaction.atomic
def restore_version(*, version: AgentVersion, user: User | None = None) -> AgentVersion:
    """Go back: the draft becomes what that version was, and is published as a new one."""
    agent = Agent.objects.select_for_update().get(pk=version.agent_id)
    update_agent(agent=agent, **fields_of(version.content))
    note = gettext("As version %(number)s was") % {"number": version.number}
    return publish_agent(agent=agent, user=user, note=note)


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
