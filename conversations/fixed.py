"""What an agent says on every call in the same words."""

from dataclasses import astuple

from conversations.disclosure import disclosure, opening
from conversations.minds import snapshot_of
from conversations.models import Agent
from conversations.phrases import phrases_in
from conversations.snapshot import ContactFacts
from conversations.speech import sentences_of


def fixed_sentences(agent: Agent, *, purpose: str = "") -> list[str]:
    """Sentences in the agent's own language that name nobody, each once, in the order of a call."""
    snapshot = snapshot_of(agent, purpose=purpose)
    nobody = ContactFacts(zone=agent.organization.time_zone)
    names_somebody = "{name}" in agent.first_message or not agent.first_message.strip()
    begin = (disclosure if names_somebody else opening)(snapshot, nobody, recorded=True)
    lines = [begin]
    for phrase in astuple(phrases_in(agent.language)):
        lines += [phrase] if isinstance(phrase, str) else phrase
    sentences = [sentence for line in lines for sentence in sentences_of(line)]
    return list(dict.fromkeys(sentences))
