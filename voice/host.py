"""What a live conversation is given to work with."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from conversations.dialogue import Act, Event
from conversations.engine import Mind
from conversations.usage import Meter
from providers.telephony.frames import Inbound, Outbound
from voice.manners import Manners
from voice.transcript import Entry, Transcript


class Line(Protocol):
    """A wire, as frames. Iterating ends when the other side has gone."""

    def __aiter__(self) -> AsyncIterator[Inbound]:
        """What is heard, as it is heard."""

    async def send(self, frame: Outbound) -> None:
        """Never raises for a line that has gone: iterating tells."""

    async def close(self, code: int = 1000) -> None:
        """Put down this end."""


async def _at_once() -> None:
    """Nothing is written down anywhere."""


@dataclass(frozen=True, slots=True)
class Host:
    """Everything about one call that its conversation needs, and nothing of where it is kept.

    `disclosure` is the part of the opening that must be heard before a model speaks. `elapsed_ms`
    tells the milliseconds since the person answered. `record` and `perform` return at once: the
    database is never in the way of speech. `meter` counts what the model takes. `settled`
    waits until what was recorded and performed is written down. `hints` are what colleagues who
    read along told the agent; more may come.
    """

    call_id: int
    mind: Mind
    disclosure: str
    transcript: Transcript
    manners: Manners
    elapsed_ms: Callable[[], int]
    record: Callable[[Entry], None]
    perform: Callable[[Act, Event | None], None]
    meter: Meter
    settled: Callable[[], Awaitable[None]] = _at_once
    hints: list[str] = field(default_factory=list)
