"""An agent's mind for one call, made from rows and settings."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from accounts.models import Organization
from contacts.models import Contact
from conversations.abilities.build import WAITED_FOR, abilities_for
from conversations.abilities.documents import documents_for
from conversations.brain import model_of
from conversations.censor import forbidden
from conversations.disclosure import disclosure, introduction, opening, voicemail
from conversations.engine import Limits, Mind
from conversations.memory import memories_of
from conversations.models import Agent, Purpose
from conversations.mood import ALERTS
from conversations.prompts.build import build_prompt
from conversations.snapshot import AgentSnapshot, ContactFacts, language_between
from conversations.tools import tools_named
from conversations.wanted import Wanted
from lib.phone import zone_exists, zones_of


def mind_for(
    *,
    agent: Agent,
    contact: Contact | None,
    now: dt.datetime,
    purpose: str = "",
    recorded: bool = False,
    scope: str = "",
    wanted: Sequence[Wanted] = (),
) -> Mind:
    """The agent ready to talk with this person (None: nobody we know).

    `now` is when the call begins. `purpose` is the campaign's, where it differs from the agent's.
    `recorded`: the call is. `scope` names the call, `wanted` is
    what its campaign wants to learn. Raises DomainError where no model is
    configured.
    """
    asked = "\n".join(f"- {each.question}" for each in wanted)
    snapshot = replace(snapshot_of(agent, purpose=purpose), find_out=asked)
    facts = facts_of(contact, agent.organization)
    return Mind(
        prompt=build_prompt(snapshot, facts, now),
        opening=opening(snapshot, facts, recorded=recorded),
        language=language_between(snapshot, facts),
        model=model_of(agent),
        now=now,
        zone=facts.zone,
        tools=tuple(tool for tool in tools_named(agent.tools) if tool.name not in WAITED_FOR),
        abilities=abilities_for(agent, contact, scope=scope),
        documents=documents_for(agent),
        never=forbidden(agent.never_say),
        disclosure=disclosure(snapshot, facts, recorded=recorded),
        introduction=introduction(snapshot, facts),
        voicemail=voicemail(snapshot, facts),
        transfer_to=agent.transfer_to,
        transfer_announced=agent.transfer_announced,
        hand_over=ALERTS.get(agent.hand_over, frozenset()) if agent.transfer_to else frozenset(),
        scope=scope,
        limits=Limits(turns=agent.max_turns, minutes=agent.max_minutes, cost=float(agent.max_cost)),
    )


def snapshot_of(agent: Agent, *, purpose: str = "") -> AgentSnapshot:
    """The agent as plain values."""
    return AgentSnapshot(
        name=agent.name,
        business=agent.organization.name,
        purpose=purpose if purpose in Purpose.values else agent.purpose,
        language=agent.language,
        goal=agent.goal,
        facts=agent.facts,
        instructions=agent.prompt,
        first_message=agent.first_message,
        persona=agent.persona,
        script=agent.script,
        objections=agent.objections,
        closing=agent.closing,
        voicemail_message=agent.voicemail_message,
        tools=tuple(agent.tools),
    )


def facts_of(contact: Contact | None, organization: Organization) -> ContactFacts:
    """What the mind may know of a person: neither number nor address."""
    if contact is None:
        return ContactFacts(zone=organization.time_zone)
    return ContactFacts(
        zone=_zone(contact, organization),
        name=contact.name,
        language=contact.language,
        attributes={key: str(value) for key, value in contact.attributes.items()},
        memory=tuple(memory.text for memory in memories_of(contact)) if contact.pk else (),
    )


def _zone(contact: Contact, organization: Organization) -> str:
    """One zone of the many where a number may be: the person's own, else the nearest to us."""
    if zone_exists(contact.time_zone):
        return contact.time_zone
    zones = zones_of(contact.e164)
    return organization.time_zone if organization.time_zone in zones or not zones else zones[0]
