"""What an agent would be told and would say first, shown before it calls anybody."""

import datetime as dt
from dataclasses import dataclass

from conversations.disclosure import opening
from conversations.minds import snapshot_of
from conversations.models import Agent
from conversations.prompts.build import build_prompt
from conversations.snapshot import ContactFacts

_PEOPLE = {
    "es": ("Ana García", {"ciudad": "Sevilla"}),
    "en": ("Emily Clark", {"city": "Bristol"}),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """The first words and the whole prompt, for a person made up for it."""

    opening: str
    prompt: str
    person: str


def preview_of(agent: Agent, now: dt.datetime) -> Preview:
    """The preview of an agent, saved or not."""
    name, attributes = _PEOPLE[agent.language]
    person = ContactFacts(zone=agent.organization.time_zone, name=name, attributes=attributes)
    snapshot = snapshot_of(agent)
    return Preview(
        opening=opening(snapshot, person),
        prompt=build_prompt(snapshot, person, now),
        person=name,
    )
