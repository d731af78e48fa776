"""What the project asks of a telephone provider, in its own words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class ReportedStatus(StrEnum):
    """What a provider may say of a call. The values are those of `calls.lifecycle.Status`."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Dial:
    """A call to be placed. The addresses carry the call's token.

    `ring_seconds` is how long it rings, `limit_seconds` how long it may last. With a
    `machine_url` the provider listens whether a machine answers and tells it there, while the
    call goes on; with `waits_for_beep` it tells when the machine has done talking.
    `send_digits` are pressed once somebody answers (an extension; `w` waits half a second): the
    provider listens for no machine then.
    """

    to_number: str
    from_number: str
    answer_url: str
    fallback_url: str
    status_url: str
    ring_seconds: int = 30
    limit_seconds: int = 900
    machine_url: str = ""
    waits_for_beep: bool = False
    send_digits: str = ""


@dataclass(frozen=True, slots=True)
class CallReport:
    """What a provider said of a call, in a callback or when asked.

    `key` makes a repeated report recognisable within (call, source). `duration` is seconds.
    """

    source: str
    key: str
    provider_id: str
    status: ReportedStatus
    occurred_at: dt.datetime | None = None
    duration: int | None = None
    error_code: str = ""
    answered_by: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineReport:
    """What a provider said of what runs beside a call: a stream, a transcription. `key` as in
    `CallReport`."""

    source: str
    key: str
    occurred_at: dt.datetime | None
    data: Mapping[str, str]


class Telephony(Protocol):
    """One account at a provider."""

    async def place(self, dial: Dial) -> CallReport:
        """Send exactly one request to ring a phone. Never repeats it.

        Raises Refused (nobody was rung), RateLimited (nor now), Ambiguous (nobody knows).
        """

    async def close(self) -> None:
        """Give back what `place` holds open."""

    def fetch(self, provider_id: str) -> CallReport | None:
        """How a call stands now; None when the provider does not know it."""

    def find(self, *, to_number: str, from_number: str) -> Sequence[CallReport]:
        """The latest calls between two numbers, newest first."""

    def redirect(self, provider_id: str, url: str) -> None:
        """Drop what a call is being told and ask `url` instead. A call that is over is no error."""

    def hang_up(self, provider_id: str) -> None:
        """End a call, ringing or answered. A call that is over already is no error."""
