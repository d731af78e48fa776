"""Who may place how many of the next calls, so that a campaign of a million starves nobody. Pure.

Organisations take turns, and within an organisation its campaigns do: one call each, round after
round, beginning with whoever was served longest ago.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """How many calls a campaign could place now."""

    campaign: int
    organization: int
    wanted: int


def share(wishes: Sequence[Wish], *, room: int) -> dict[int, int]:
    """Campaign → how many of the `room` calls are its own; none more than it wants.

    `wishes` stand in the order in which campaigns were last served, longest ago first.
    """
    waiting: dict[int, list[Wish]] = {}
    for wish in wishes:
        waiting.setdefault(wish.organization, []).append(wish)
    shares = dict.fromkeys((wish.campaign for wish in wishes), 0)
    while room > 0 and waiting:
        for organization, queue in list(waiting.items()):
            while queue and shares[queue[0].campaign] >= queue[0].wanted:
                queue.pop(0)
            if not queue:
                del waiting[organization]
                continue
            if room == 0:
                break
            served = queue.pop(0)
            queue.append(served)
            shares[served.campaign] += 1
            room -= 1
    return shares
