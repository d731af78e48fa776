"""What our own end of a live line says of it, among the call's events."""

from collections.abc import Mapping

from calls.models import Call, CallEvent
from lib.clock import database_now

LINE_ENDED = "ended"
"""The agent has said goodbye on it: the call may be hung up."""
TRANSFER = "transfer"
"""The agent promised to connect the person with somebody."""
TRANSFERRED = "transferred"
"""Somebody was rung for them; what came of it is kept with the note."""
LINE_LOST = "lost"
"""Recognition or voice failed for good: the call goes on without it."""

FAILED = "failed"
"""The provider ended it, and says why; kept with its code."""

_SOURCE = "line"


def note_line(*, call_id: int, key: str, **data: str) -> None:
    """Keep it, once, with what belongs to it."""
    CallEvent.objects.get_or_create(
        call_id=call_id,
        source=_SOURCE,
        key=key,
        defaults={"occurred_at": database_now(), "data": data},
    )


def line_note(call: Call, key: str) -> Mapping[str, str] | None:
    """What was kept with a note; None where there is none."""
    event = call.events.filter(source=_SOURCE, key=key).first()
    return event.data if event else None


def line_notes(call: Call) -> frozenset[str]:
    """What was noted of a call's line."""
    return frozenset(call.events.filter(source=_SOURCE).values_list("key", flat=True))
