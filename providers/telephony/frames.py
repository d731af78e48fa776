"""What passes on a live line, in words of our own: one type a kind of frame.

A provider's serializer turns its wire into these and back; a session knows nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# --- From the line -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """The line is open. Said first, and once."""

    provider_id: str
    session_id: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The person said something; not `final` while they are still speaking.

    `waited` tells by which name who took how many seconds after their last word until now: the
    silence that was listened to, the recogniser. Empty where the provider does not tell.
    """

    text: str
    language: str = ""
    final: bool = True
    waited: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keyed:
    """The person pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The person spoke into what was being said: it has stopped, and `heard` is what they heard
    of it."""

    heard: str


@dataclass(frozen=True, slots=True)
class Speaking:
    """One of the two began to speak, or stopped (`active` is false)."""

    party: Literal["agent", "person"]
    active: bool


@dataclass(frozen=True, slots=True)
class Played:
    """What was queued before this mark has been heard, or was cleared."""

    mark: str


@dataclass(frozen=True, slots=True)
class Audible:
    """The first sound of what is being said has left; the voice took so many seconds for it."""

    voice: float


@dataclass(frozen=True, slots=True)
class Faulted:
    """The line says that something went wrong with it."""

    description: str


Inbound = Opened | Spoken | Keyed | Interrupted | Speaking | Played | Audible | Faulted


# --- To the line -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speech:
    """Words to be spoken as they come; `last` ends the utterance that they belong to."""

    text: str
    last: bool = False
    interruptible: bool = True


@dataclass(frozen=True, slots=True)
class Finish:
    """The conversation is over; `handoff` is told to whoever decides what comes next."""

    handoff: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys to be pressed for whatever machine is at the other end: 0-9, *, #; w waits half a
    second."""

    keys: str


def pressable(keys: str) -> str:
    """Of a text, what is a key or a pause."""
    return "".join(key for key in keys if key in "0123456789*#w")[:32]


@dataclass(frozen=True, slots=True)
class Language:
    """From here on both speak this language ("es", "en")."""

    language: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The agent is at work: a sound that says so, until its next words."""

    url: str


Outbound = Speech | Keys | Language | Hold | Finish
