"""An agent's mind for one call, made from rows and settings."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from contacts.models import Contact
from conversations.disclosure import opening
from conversations.engine import Mind
from conversations.models import Agent, Purpose
from conversations.prompts.build import build_prompt
from conversations.snapshot import AgentSnapshot, ContactFacts, language_between
from lib.errors import DomainError, Text
from lib.phone import zone_exists, zones_of
from providers.llm.base import LanguageModel
from providers.llm.registry import PROVIDERS, model_for
from providers.rehearsal import NotASimulator


def mind_for(
    *,
    agent: Agent,
    contact: Contact | None,
    now: dt.datetime,
    purpose: str = "",
    recorded: bool = False,
) -> Mind:
    """The agent ready to talk with this person (None: nobody we know).

    `now` is when the call begins. `purpose` is the campaign's, where it differs from the agent's.
    `recorded`: the call is. Raises DomainError where no model is configured.
    """
    snapshot = snapshot_of(agent, purpose=purpose)
    facts = facts_of(contact, agent.organization)
    return Mind(
        prompt=build_prompt(snapshot, facts, now),
        opening=opening(snapshot, facts, recorded=recorded),
        language=language_between(snapshot, facts),
        model=model_of(agent),
        now=now,
        zone=facts.zone,
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
    )


def model_of(agent: Agent) -> LanguageModel:
    """The model that thinks for an agent. A rehearsal's is the simulator's, whatever keys are set.

    Raises DomainError where there is none; ask before a campaign starts, not while it calls.
    """
    name = agent.model or settings.LLM_MODEL
    if agent.organization.is_rehearsal:
        return _simulated(name)
    if settings.LLM_PROVIDER not in PROVIDERS:
        raise _no_model(_("LLM_PROVIDER names no provider that this version knows."))
    if not (settings.OPENAI_API_KEY or settings.OPENAI_BASE_URL):
        raise _no_model(_("No language model is configured: set OPENAI_API_KEY."))
    return model_for(
        provider=settings.LLM_PROVIDER,
        model=name,
        api_key=settings.OPENAI_API_KEY,
        base_url=settings.OPENAI_BASE_URL,
    )


def _simulated(name: str) -> LanguageModel:
    base_url = f"{settings.SIMULATOR_URL}/openai/v1"
    try:
        return model_for(
            provider="openai", model=name, api_key="rehearsal", base_url=base_url, is_rehearsal=True
        )
    except NotASimulator as error:
        raise _no_model(_("A rehearsal needs the simulator: set SIMULATOR_URL.")) from error


def _no_model(message: Text) -> DomainError:
    return DomainError("model_not_configured", message)


def _zone(contact: Contact, organization: Organization) -> str:
    """One zone of the many where a number may be: the person's own, else the nearest to us."""
    if zone_exists(contact.time_zone):
        return contact.time_zone
    zones = zones_of(contact.e164)
    return organization.time_zone if organization.time_zone in zones or not zones else zones[0]
