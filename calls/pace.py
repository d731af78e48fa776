"""When the next calls may be sent, so that a rate is kept. Pure.

A rate is a row of slots `1/rate` apart. Whoever holds the row's lock takes slots from its front
and moves `next_slot_at`: two senders can never share one. A slot is when a call should leave; a
`Window` is what makes sure that no second holds more calls than the rate, however late they are.
"""

import datetime as dt
from collections import deque
from collections.abc import Iterable

HORIZON = dt.timedelta(seconds=0.5)
"""How far ahead slots are taken."""

SAVED = dt.timedelta(seconds=0.5)
"""For how long a slot that nobody took can still be taken: a dialer that was late catches up."""

MARGIN = 0.005
"""Seconds by which a window is longer than it must be: requests overtake each other on the way."""


def take_slots(
    next_slot_at: dt.datetime | None, *, rate: float, wanted: int, now: dt.datetime
) -> tuple[list[dt.datetime], dt.datetime]:
    """Up to `wanted` slots within the horizon, and where the row of slots begins after them.

    `rate` is calls per second. Time that passed without calls is saved up for half a second only.
    """
    gap = dt.timedelta(seconds=1 / rate)
    slot = max(next_slot_at, now - SAVED) if next_slot_at else now
    slots: list[dt.datetime] = []
    while len(slots) < wanted and slot < now + HORIZON:
        slots.append(slot)
        slot += gap
    return slots, slot


class Window:
    """Never more than `rate` calls in any one second (below one a second: never closer together
    than the rate says). Times are seconds of any one clock."""

    def __init__(self, rate: float, sent: Iterable[float] = ()) -> None:
        count = max(1, int(rate))
        self._period = count / rate + MARGIN
        self._sent = deque(sorted(sent), maxlen=count)

    def free_at(self) -> float:
        """From when on the next call may leave."""
        full = len(self._sent) == self._sent.maxlen
        return self._sent[0] + self._period if full else float("-inf")

    def note(self, at: float) -> None:
        """A call leaves at this time."""
        self._sent.append(at)

    def sent(self) -> list[float]:
        """The latest times at which calls left, for whoever goes on."""
        return list(self._sent)
