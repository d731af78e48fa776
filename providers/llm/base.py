"""What the project asks of a language model, in its own words."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

ANSWERED = "[answered]"
"""What stands for a person picking up, where a protocol wants the other side to begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Tool:
    """Something a model may ask to be done. `parameters` is a JSON Schema object.

    Each is its own: what was written of it for a vendor is remembered with it.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text, as it comes."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model asks for a tool. `arguments` are parsed JSON, not yet trusted.

    Arguments that were not a JSON object arrive as {}: the check of the tool's own schema says
    what is missing.
    """

    id: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation as a model reads it, with the tools it asked for."""

    role: Literal["user", "assistant"]
    text: str
    tool_calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a tool that the model asked for, in words for the model."""

    call_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as the vendor counts them; `cached` of those read cost less."""

    prompt: int
    completion: int
    cached: int = 0
    model: str = ""


Chunk = Token | ToolCall | Usage


class LanguageModel(Protocol):
    """A model that streams."""

    def stream(
        self,
        *,
        system: str,
        messages: Sequence[Message | ToolResult],
        tools: Sequence[Tool] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """The answer as it is made; raises ProviderError. Closing the generator stops the model.

        An answer that was cut off before the model ended it raises too: it is never silent.
        """
