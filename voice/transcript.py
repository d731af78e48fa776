"""What was said on one call, in order, as it was heard. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from calls.services import Said
from conversations.dialogue import Line, Speaker
from conversations.usage import Spent


@dataclass(slots=True)
class Entry:
    """One stretch of speech. `said_at_ms` counts from the answer, `number` from 1; `usage` is what
    the model took for it."""

    number: int
    speaker: Speaker
    text: str
    said_at_ms: int
    interrupted: bool = False
    latency_ms: dict[str, float] = field(default_factory=dict)
    usage: Spent = field(default_factory=Spent)

    def said_on(self, call_id: int) -> Said:
        """As it is now, to be kept."""
        return Said(
            call_id=call_id,
            number=self.number,
            role=self.speaker,
            text=self.text,
            said_at_ms=self.said_at_ms,
            interrupted=self.interrupted,
            latency_ms=self.latency_ms,
            usage=self.usage,
        )


class Transcript:
    """The entries of a call; those that an earlier line of the same call left may be given."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries = list(entries)

    @property
    def last(self) -> Entry | None:
        """The latest entry, if anybody has spoken."""
        return self._entries[-1] if self._entries else None

    def add(self, speaker: Speaker, text: str, *, at_ms: int) -> Entry:
        """Somebody speaks. Time does not run backwards, whatever clocks say."""
        number, earliest = 1, 0
        if self.last is not None:
            number, earliest = self.last.number + 1, self.last.said_at_ms
        entry = Entry(number, speaker, text, max(at_ms, earliest))
        self._entries.append(entry)
        return entry

    def cut(self, entry: Entry, heard: str) -> None:
        """Keep of an agent's entry what the person heard of it."""
        entry.text = heard_of(entry.text, heard)
        entry.interrupted = True

    def lines(self, *, until: int | None = None) -> list[Line]:
        """What was said and heard so far (or up to an entry), as the agent's mind reads it."""
        return [
            Line(entry.speaker, entry.text)
            for entry in self._entries
            if entry.text and (until is None or entry.number <= until)
        ]

    def latencies(self) -> list[dict[str, float]]:
        """How long each answer that was timed here took, stage by stage (milliseconds)."""
        return [entry.latency_ms for entry in self._entries if entry.latency_ms]

    def usages(self) -> list[Spent]:
        """What the model took for each entry."""
        return [entry.usage for entry in self._entries]

    def last_of(self, speaker: Speaker) -> Entry | None:
        """The latest entry of one of the two."""
        return next((e for e in reversed(self._entries) if e.speaker is speaker), None)

    def tells(self, text: str) -> bool:
        """Whether the agent has said this, whole, and nobody cut it short."""
        words = _words(text)
        return any(
            words in _words(entry.text) for entry in self._entries if entry.speaker is Speaker.AGENT
        )


def heard_of(said: str, heard: str) -> str:
    """The part of `said` that ends where `heard` does.

    A provider may tell only the last piece of what it spoke, and with its own spacing.
    """
    heard = " ".join(heard.split())
    if not heard:
        return ""
    flat = " ".join(said.split())
    start = flat.rfind(heard)
    return heard if start < 0 else flat[: start + len(heard)]


def _words(text: str) -> str:
    return " ".join(text.split())
