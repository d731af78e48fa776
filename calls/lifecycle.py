"""The life of a call: which status may follow which. Pure.

    intent ─→ sending ─→ queued ─→ ringing ─→ in_progress ─→ completed
      │          │          └─────────┴────────────┴──────→ busy · no_answer · failed · canceled
      │          ├─→ refused            the provider said definitely no: nobody was rung
      │          └─→ unknown ─→ …       no clear answer: never sent again, found out instead
      └─→ abandoned                     the gate said no, or its time ran out, before it was sent
                   unknown ─→ expired   the provider knows nothing of it

Reports arrive late, twice, and in any order. A call only moves forward (by rank), and a terminal
status absorbs whatever comes after it.
"""

from enum import StrEnum


class Status(StrEnum):
    """Where a call stands."""

    INTENT = "intent"
    SENDING = "sending"
    UNKNOWN = "unknown"
    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"
    REFUSED = "refused"
    EXPIRED = "expired"
    ABANDONED = "abandoned"


RUNG_AND_ENDED = frozenset(
    {Status.COMPLETED, Status.BUSY, Status.NO_ANSWER, Status.FAILED, Status.CANCELED}
)
"""The provider took the call and it is over."""

NEVER_RUNG = frozenset({Status.REFUSED, Status.EXPIRED, Status.ABANDONED})
"""We know that nobody's phone rang."""

TERMINAL = RUNG_AND_ENDED | NEVER_RUNG
ACTIVE = frozenset(Status) - TERMINAL
"""Holds a line, and stands in the way of a second call to the same number."""

_RANK = {
    Status.INTENT: 0,
    Status.SENDING: 1,
    Status.UNKNOWN: 2,
    Status.QUEUED: 3,
    Status.RINGING: 4,
    Status.IN_PROGRESS: 5,
}


def advance(current: Status, reported: Status) -> Status:
    """The status after a report: `reported` if it lies ahead, else `current`.

    A terminal status absorbs every later report. So the outcome is the same in whatever order
    the reports of one call arrive, as long as they name one terminal status.
    """
    if current in TERMINAL:
        return current
    if reported in TERMINAL:
        return reported
    return reported if _RANK[reported] > _RANK[current] else current
