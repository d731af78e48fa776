"""What is asked of speech providers, in our own words: texts to sound, sound to texts.

A live line's sound is µ-law, 8,000 bytes a second, without a header, in portions of any length.
Whatever fails raises ProviderError: nothing is silent for ever.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from providers.errors import RateLimited, Refused

ULAW = "ulaw_8000"
"""The telephone's own sound."""


class OutOfQuota(Refused):
    """The account has nothing left to speak with: every text is refused until somebody pays."""


class TooManyAtOnce(RateLimited):
    """The account speaks as many texts at once as it may: ask for fewer at the same time.

    Any other RateLimited is the vendor's own trouble: wait, and ask again.
    """


@dataclass(frozen=True, slots=True)
class Style:
    """How a voice is played: 0 to 1, `speed` from 0.7 to 1.2."""

    stability: float = 0.5
    similarity: float = 0.75
    exaggeration: float = 0.0
    boost: bool = True
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Voicing:
    """How a text is to sound. `language` is es or en, "" where the model finds out."""

    voice: str
    model: str
    language: str = ""
    style: Style = field(default_factory=Style)
    format: str = ULAW


@dataclass(frozen=True, slots=True)
class Rendered:
    """A whole text that was spoken, and what it cost in the vendor's credits."""

    audio: bytes
    credits: int


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


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an account has. `preview_url` plays without a key."""

    id: str
    name: str
    description: str
    language: str
    gender: str
    accent: str
    preview_url: str


@dataclass(frozen=True, slots=True)
class Quota:
    """What an account may still have spoken, in the vendor's credits."""

    tier: str
    used: int
    limit: int
    resets_at: float | None
    """Seconds since 1970."""

    @property
    def left(self) -> int:
        """Never below zero."""
        return max(0, self.limit - self.used)


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


class Synthesizer(Protocol):
    """The same account, for texts that are wanted whole, and for what it has."""

    async def speak(self, text: str, voicing: Voicing) -> Rendered:
        """The whole text. Raises ProviderError; asks again only where the vendor was busy."""

    def stream(self, text: str, voicing: Voicing) -> AsyncGenerator[bytes, None]:
        """The same as it is made. Closing the generator stops it."""

    async def voices(self) -> Sequence[Voice]:
        """The account's voices, by name."""

    async def preview(self, voice: Voice) -> bytes:
        """How a voice sounds: a WAV or an MP3 of some seconds."""

    async def quota(self) -> Quota:
        """What is left of the account."""
