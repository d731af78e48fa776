"""What the project asks of a language model, in its own words."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation as a model reads it."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Tool:
    """Something a model may ask to be done. `parameters` is a JSON Schema object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text, as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model asks for a tool. `arguments` are parsed JSON, not yet trusted."""

    id: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as the vendor counts them."""

    prompt: int
    completion: int


Chunk = Token | ToolCall | Usage


class LanguageModel(Protocol):
    """A model that streams."""

    def stream(
        self, *, system: str, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncIterator[Chunk]:
        """The answer as it is made; raises ProviderError. Closing the iterator stops the model."""

    async def close(self) -> None:
        """Give back its connections."""
