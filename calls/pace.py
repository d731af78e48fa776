"""When the next calls may be sent, so that a rate is kept. Pure.

A rate is a row of slots a little more than `1/rate` apart. Whoever holds the row's lock takes
slots from its front and moves `next_slot_at`: two senders can never share one, and nothing is
remembered anywhere else.
"""

import datetime as dt

HORIZON = dt.timedelta(seconds=0.8)
"""How far ahead slots are taken: a call is sent within this time of the gate's last yes."""

LEAD = dt.timedelta(seconds=0.1)
"""How far ahead the first slot lies: until then the call is written down and marked."""

MARGIN = 0.01
"""By how much the slots lie further apart than the rate asks, and how late (seconds) a call may
leave at its slot: so no second holds more calls than the rate, though no sender is punctual to
the microsecond."""


def take_slots(
    next_slot_at: dt.datetime | None, *, rate: float, wanted: int, now: dt.datetime
) -> tuple[list[dt.datetime], dt.datetime]:
    """Up to `wanted` slots within the horizon, and where the row of slots begins after them.

    `rate` is calls per second. Time that passed without calls is not saved up.
    """
    gap = dt.timedelta(seconds=(1 + MARGIN) / rate)
    slot = max(next_slot_at or now, now + LEAD)
    slots: list[dt.datetime] = []
    while len(slots) < wanted and slot < now + HORIZON:
        slots.append(slot)
        slot += gap
    return slots, slot
