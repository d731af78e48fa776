"""Reading agents."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from conversations.models import Agent, AgentVersion
from conversations.versions import Change, changes_between, content_of
from lib.errors import NotFound


def agents_of(access: Access) -> QuerySet[Agent]:
    """The organisation's agents, by name."""
    agents = Agent.objects.visible_to(access).select_related("organization", "published")
    return agents.order_by("name")


def find_agent(access: Access, agent_id: int) -> Agent:
    """One agent of the organisation, or NotFound."""
    agent = agents_of(access).filter(pk=agent_id).first()
    if agent is None:
        raise NotFound("agent_not_found", _("There is no such agent."))
    return agent


def find_version(agent: Agent, number: int) -> AgentVersion:
    """One version of an agent, or NotFound."""
    version = agent.versions.filter(number=number).first()
    if version is None:
        raise NotFound("version_not_found", _("There is no such version."))
    return version


@dataclass(frozen=True, slots=True)
class Step:
    """What an agent was at one time (`version` None: its draft), against the time before."""

    version: AgentVersion | None
    changes: list[Change]
    is_published: bool


def steps_of(agent: Agent) -> list[Step]:
    """The draft, where it differs from what is published; then all versions, newest first."""
    versions = list(agent.versions.select_related("created_by"))
    before = [version.content for version in versions[1:]] + [{}]
    steps = [
        Step(version, changes_between(old, version.content), version == agent.published)
        for version, old in zip(versions, before, strict=False)  # an old agent may have none
    ]
    if steps:
        steps[-1] = Step(versions[-1], [], versions[-1] == agent.published)
    pending = pending_changes(agent)
    return [Step(None, pending, False), *steps] if pending else steps


def pending_changes(agent: Agent) -> list[Change]:
    """How the draft differs from what is published."""
    published = agent.published.content if agent.published else {}
    return changes_between(published, content_of(agent))
