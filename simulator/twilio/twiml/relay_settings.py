"""What the attributes of `<ConversationRelay>` ask for."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

_BY_SPEECH = frozenset(("any", "speech", "true"))


def yields_to_speech(value: Any, otherwise: bool) -> bool:
    """Whether speech may interrupt, by an attribute or by a field of a message."""
    if value is None:
        return otherwise
    if isinstance(value, bool):
        return value
    return value in _BY_SPEECH


@dataclass(frozen=True, slots=True)
class RelaySettings:
    url: str
    welcome: str
    welcome_yields: bool
    language: str
    yields: bool
    dtmf: bool
    partials: bool
    tells_tokens: bool
    tells_speakers: bool
    parameters: dict[str, str]


def read_relay(noun: Element) -> RelaySettings:
    told = f"{noun.get('events', '')} {noun.get('debug', '')}".split()
    return RelaySettings(
        url=noun.attrib["url"],
        welcome=noun.get("welcomeGreeting", ""),
        welcome_yields=yields_to_speech(noun.get("welcomeGreetingInterruptible"), True),
        language=noun.get("transcriptionLanguage", noun.get("language", "en-US")),
        yields=yields_to_speech(noun.get("interruptible"), True),
        dtmf=noun.get("dtmfDetection", "false").lower() == "true",
        partials=noun.get("partialPrompts", "false").lower() == "true",
        tells_tokens="tokens-played" in told,
        tells_speakers="speaker-events" in told,
        parameters={
            child.attrib["name"]: child.get("value", "") for child in noun.iter("Parameter")
        },
    )
