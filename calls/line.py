"""What our own end of a live line says of it, among the call's events."""

from calls.models import Call, CallEvent
from lib.clock import database_now

LINE_ENDED = "ended"
"""The agent has said goodbye on it: the call may be hung up."""
LINE_LOST = "lost"
"""Recognition or voice failed for good: the call goes on without it."""

_SOURCE = "line"


def note_line(*, call_id: int, key: str, failure: str = "") -> None:
    """Keep it, once."""
    CallEvent.objects.get_or_create(
        call_id=call_id,
        source=_SOURCE,
        key=key,
        defaults={"occurred_at": database_now(), "data": {"failure": failure} if failure else {}},
    )


def line_notes(call: Call) -> frozenset[str]:
    """What was noted of a call's line."""
    return frozenset(call.events.filter(source=_SOURCE).values_list("key", flat=True))
