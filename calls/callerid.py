"""With which of our numbers a person is called. Pure.

People answer numbers that look like their own: those of their area first, then of their country.
Among equals the numbers take turns, and one that is worn out rests.
"""

import datetime as dt
import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import phonenumbers

from calls.pace import take_slots

_LEAST_SHARED = 2
LEAST_CALLS = 30
"""Calls of a day before a number is judged."""
WORN_OUT = 0.4
"""Of the pool's share of answered calls: a number below it is probably shown as a nuisance."""


@dataclass(frozen=True, slots=True)
class Use:
    """What became of a number's calls in a day; `refused` as a caller by the provider."""

    placed: int = 0
    answered: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one number may carry: calls at once, and calls per second; 0 is without limit.

    `active` counts its calls under way; `next_slots` are when its next call should leave.
    """

    max_concurrent: int = 0
    calls_per_second: float = 0.0
    active: Mapping[str, int] = field(default_factory=dict)
    next_slots: Mapping[str, dt.datetime] = field(default_factory=dict)


class Pool:
    """A trunk's numbers (E.164), for calls placed one after another; `turn` is where they stand."""

    def __init__(
        self,
        numbers: Sequence[str],
        *,
        resting: Collection[str] = (),
        turn: int = 0,
        limits: Limits | None = None,
    ) -> None:
        awake = [number for number in numbers if number not in resting]
        self._numbers = tuple(awake or numbers)  # a worn number is better than none
        self._limits = limits or Limits()
        self._active = dict(self._limits.active)
        self.next_slots = dict(self._limits.next_slots)
        self.turn = turn

    def take(self, callee: str, *, now: dt.datetime) -> tuple[str, dt.datetime] | None:
        """The number to call this one with, and not before when; None where each has as many
        calls as it may."""
        free = [number for number in self._numbers if self._has_room(number, now)]
        if not free:
            return None
        equals = _nearest(free, callee) if len(free) > 1 else free
        chosen = equals[self.turn % len(equals)]
        self.turn += 1
        self._active[chosen] = self._active.get(chosen, 0) + 1
        return chosen, self._slot(chosen, now)

    def _has_room(self, number: str, now: dt.datetime) -> bool:
        most, rate = self._limits.max_concurrent, self._limits.calls_per_second
        if most and self._active.get(number, 0) >= most:
            return False
        if not rate:
            return True
        slots, _next = take_slots(self.next_slots.get(number), rate=rate, wanted=1, now=now)
        return bool(slots)

    def _slot(self, number: str, now: dt.datetime) -> dt.datetime:
        rate = self._limits.calls_per_second
        if not rate:
            return now
        (slot,), self.next_slots[number] = take_slots(
            self.next_slots.get(number), rate=rate, wanted=1, now=now
        )
        return slot


def _nearest(numbers: Sequence[str], callee: str) -> Sequence[str]:
    near = [_nearness(number, callee) for number in numbers]
    nearest = max(near)
    pairs = zip(numbers, near, strict=True)
    return [number for number, nearness in pairs if nearness == nearest]


def resting(uses: dict[str, Use]) -> dict[str, str]:
    """The numbers that should rest, and why: `refused` by the provider, or `worn_out`."""
    judged = [use for use in uses.values() if use.placed >= LEAST_CALLS]
    placed = sum(use.placed for use in judged)
    usual = sum(use.answered for use in judged) / placed if placed else 0.0
    found = {}
    for number, use in uses.items():
        if use.refused:
            found[number] = "refused"
        elif use.placed >= LEAST_CALLS and use.answered < use.placed * usual * WORN_OUT:
            found[number] = "worn_out"
    return found


def _nearness(number: str, callee: str) -> int:
    """0: another country; 1: the same; more: the digits of the area that they share.

    An area may have several codes that differ in their last digit (910 and 912 are Madrid).
    """
    ours, theirs = _place(number), _place(callee)
    if ours[0] != theirs[0]:
        return 0
    pairs = zip(ours[1], theirs[1], strict=False)
    shared = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    return 1 + (shared if shared >= _LEAST_SHARED else 0)


@lru_cache(maxsize=8192)
def _place(number: str) -> tuple[str, str]:
    """The country's code and the area's; the area is "" where a number tells none."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "", ""
    national = phonenumbers.national_significant_number(parsed)
    length = phonenumbers.length_of_geographical_area_code(parsed)
    if not length and phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE:
        length = _LEAST_SHARED  # a country without codes of areas still counts by them (Spain)
    return str(parsed.country_code), national[:length]
