"""Reading agents."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from conversations.models import Agent
from lib.errors import NotFound


def agents_of(access: Access) -> QuerySet[Agent]:
    """The organisation's agents, by name."""
    return Agent.objects.visible_to(access).select_related("organization").order_by("name")


def find_agent(access: Access, agent_id: int) -> Agent:
    """One agent of the organisation, or NotFound."""
    agent = agents_of(access).filter(pk=agent_id).first()
    if agent is None:
        raise NotFound("agent_not_found", _("There is no such agent."))
    return agent
