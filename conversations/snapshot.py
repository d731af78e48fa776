"""An agent and a person as the mind knows them: plain values, no rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AgentSnapshot:
    """An agent as it was when a call began. `purpose` is one of `Purpose`, `language` es or en;
    `find_out` is what the campaign wants to learn, one thing a line."""

    name: str
    business: str
    purpose: str
    language: str
    goal: str
    facts: str = ""
    instructions: str = ""
    first_message: str = ""
    persona: str = ""
    script: str = ""
    objections: str = ""
    closing: str = ""
    voicemail_message: str = ""
    tools: tuple[str, ...] = ("promise_callback", "note_fact")
    find_out: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What is known of the person. `zone` (IANA) is where they are; `language` "": not known.

    `memory` is what was learnt on earlier calls, the latest first.
    """

    zone: str
    name: str = ""
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    memory: tuple[str, ...] = ()


def language_between(agent: AgentSnapshot, contact: ContactFacts) -> str:
    """The language of a call: the person's own where it is known, else the agent's."""
    return contact.language or agent.language
