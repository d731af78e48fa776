"""The words in which a live line and the agent's mind talk to each other. Pure.

The line says what happened (an `Event`); the mind answers with a stream of `Reply`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Speaker(StrEnum):
    """Who said a line; the values are those of `calls.models.Turn.Role`."""

    AGENT = "agent"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said and heard."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The person finished a sentence."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """The person has said nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person pressed a key."""

    digit: str


Event = Heard | Silence | Pressed


@dataclass(frozen=True, slots=True)
class Say:
    """A piece of the agent's sentence, to be spoken as it comes. Joined, they are the turn."""

    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be done by the host: `end_call`, `opt_out`, `promise_callback`, `note_fact`.

    `arguments` were checked against the tool's schema. Whom it concerns is never among them:
    the host knows whose call it is.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


Reply = Say | Act
