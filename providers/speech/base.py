"""What a live line asks of speech providers, in its own words.

Sound is µ-law, 8,000 bytes a second, without a header, in portions of any length. Whatever fails
raises ProviderError: nothing is silent for ever.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sound:
    """A portion of speech; `text` is what is said in it, as far as the provider tells."""

    audio: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Recognized:
    """What was understood. Not `final`: it may still change, and replaces what came before."""

    text: str
    final: bool
    language: str = ""


class Utterance(Protocol):
    """One stretch of speech in the making: clauses go in as they come, sound comes out."""

    async def say(self, text: str) -> None:
        """A whole clause, to be spoken at once after what is being spoken already."""

    async def end(self) -> None:
        """Nothing more is to be said: the sound ends when all of it has come."""

    async def drop(self) -> None:
        """Nobody wants the rest. What still comes is thrown away; iterating ends. May be called
        again, and after the end."""

    def __aiter__(self) -> AsyncIterator[Sound]:
        """The sound as it is made, in order. Raises ProviderError."""


class Mouth(Protocol):
    """A voice, connected for one call."""

    async def begin(self) -> Utterance:
        """A new stretch of speech; one at a time is listened to. Raises ProviderError where the
        connection has gone and can't be had again."""

    async def close(self) -> None:
        """Give back the connection. Never raises."""


class Ear(Protocol):
    """Recognition, connected for one call."""

    async def hear(self, sound: bytes) -> None:
        """The person's side, as it comes. Raises ProviderError where the connection has gone."""

    async def commit(self) -> None:
        """The person has finished: say finally what was understood since the last time. Answered
        by exactly one final `Recognized`, whose text may be ""."""

    def __aiter__(self) -> AsyncIterator[Recognized]:
        """What is understood, as it is. Raises ProviderError."""

    async def close(self) -> None:
        """Give back the connection. Never raises."""


class Speech(Protocol):
    """One account at a speech provider, for live lines. Languages are "es", "en" …"""

    async def listen(self, *, language: str) -> Ear:
        """A new recognition. Raises ProviderError (RateLimited where there are too many)."""

    async def voice(self, *, voice: str, language: str) -> Mouth:
        """A new connection of a voice (the provider's id). Raises ProviderError likewise."""
