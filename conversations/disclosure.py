"""What a person hears before anything else: that an AI speaks, for whom, and how to opt out. Pure.

The words are fixed, here, so that no prompt and no model can leave them out.
"""

import re

from conversations.snapshot import AgentSnapshot, ContactFacts, language_between

PLACEHOLDERS = frozenset({"name", "agent", "business"})
"""What a first message may name, in braces."""

_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_LONGEST_NAME = 60

_DISCLOSURE = {
    "es": (
        "Hola. Soy {agent}, una inteligencia artificial que llama de parte de {business}.",
        "Esta llamada se graba.",
        "Si no quiere que le llamemos más, dígamelo o pulse nueve.",
    ),
    "en": (
        "Hello. This is {agent}, an artificial intelligence calling on behalf of {business}.",
        "This call is recorded.",
        "If you don't want any more calls, tell me or press nine.",
    ),
}
_FIRST_QUESTION = {
    "es": ("¿Hablo con {name}?", "¿Tiene un momento?"),
    "en": ("Am I speaking with {name}?", "Do you have a moment?"),
}


def fixed_words() -> dict[str, str]:
    """Language → all that is said before a model speaks, names left as they are in braces."""
    return {language: " ".join(words) for language, words in _DISCLOSURE.items()}


def disclosure(agent: AgentSnapshot, contact: ContactFacts, *, recorded: bool = False) -> str:
    """What must have been heard before a model speaks, whoever interrupted it."""
    who, record, leave = _DISCLOSURE[language_between(agent, contact)]
    parts = (who, record, leave) if recorded else (who, leave)
    return _filled(" ".join(parts), agent, contact)


def opening(agent: AgentSnapshot, contact: ContactFacts, *, recorded: bool = False) -> str:
    """The agent's first line: the disclosure, then its first sentence.

    The agent's own first sentence is used where the call is in the agent's language.
    """
    language = language_between(agent, contact)
    by_name, nameless = _FIRST_QUESTION[language]
    own = agent.first_message.strip() if language == agent.language else ""
    first = own or (by_name if _spoken(contact.name) else nameless)
    told = disclosure(agent, contact, recorded=recorded)
    return f"{told} {_filled(first, agent, contact)}"


def introduction(agent: AgentSnapshot, contact: ContactFacts) -> str:
    """Who calls, for whom: what a call screener is told."""
    return _filled(_DISCLOSURE[language_between(agent, contact)][0], agent, contact)


def voicemail(agent: AgentSnapshot, contact: ContactFacts) -> str:
    """What is left with a machine: who called, then the agent's own message; "" where it has none
    in the language of the call."""
    if language_between(agent, contact) != agent.language or not agent.voicemail_message.strip():
        return ""
    message = _filled(agent.voicemail_message, agent, contact)
    return f"{introduction(agent, contact)} {message}"


def unknown_placeholders(text: str) -> list[str]:
    """The names in braces that nothing stands for."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def _filled(text: str, agent: AgentSnapshot, contact: ContactFacts) -> str:
    """In one pass, so that what a value brings in braces stays as it is."""
    values = {"name": contact.name, "agent": agent.name, "business": agent.business}
    filled = _PLACEHOLDER.sub(lambda found: _spoken(values.get(found[1], "")), text)
    return re.sub(r"\s+([,.!?;:])", r"\1", " ".join(filled.split()))


def _spoken(name: str) -> str:
    """A name fit to be said: one line, of a length that somebody could have."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_LONGEST_NAME]
