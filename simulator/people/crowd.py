"""Who lives behind which number."""

import hashlib
import random
from bisect import bisect_right
from itertools import accumulate

from simulator.people.machines import Fax, Screening, Voicemail, VoicemailWithoutBeep
from simulator.people.person import Person
from simulator.people.phones import Busy, CarrierFailure, NoAnswer, Rejects
from simulator.people.unwilling import (
    Angry,
    HangsUpEarly,
    HangsUpMidway,
    OptsOut,
    Refuses,
    WrongNumber,
)
from simulator.people.willing import (
    AsksIfRobot,
    AsksQuestions,
    CallMeTomorrow,
    Dictates,
    Interrupts,
    KeysDigits,
    Mumbles,
    Murmurs,
    Noisy,
    Silent,
)

# The order is public: a number that ends in 99NN meets the NNth, from 01.
_PEOPLE: tuple[type[Person], ...] = (
    Person,
    Refuses,
    AsksQuestions,
    Busy,
    NoAnswer,
    Rejects,
    Voicemail,
    Screening,
    Interrupts,
    HangsUpEarly,
    HangsUpMidway,
    Silent,
    CallMeTomorrow,
    OptsOut,
    WrongNumber,
    AsksIfRobot,
    Angry,
    Mumbles,
    KeysDigits,
    CarrierFailure,
    VoicemailWithoutBeep,
    Fax,
    Murmurs,
    Dictates,
    Noisy,
)
BEHAVIOURS: dict[str, type[Person]] = {person.name: person for person in _PEOPLE}
_WEIGHTS = list(accumulate(person.weight for person in _PEOPLE))
_REACHABLE_LATER = (Busy, NoAnswer, Rejects)


class UnknownBehaviour(ValueError):
    """No person of that name lives here."""


class Crowd:
    """Chooses people by seed and number: the same world has the same people."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._named: dict[str, str] = {}
        self._everyone = ""

    def put(self, behaviour: str, number: str = "") -> None:
        """From now on `number` (every number when "") is this person; "" puts chance back."""
        if behaviour and behaviour not in BEHAVIOURS:
            raise UnknownBehaviour(f"behaviour must be one of {', '.join(sorted(BEHAVIOURS))}")
        if number:
            self._named[number] = behaviour
        else:
            self._everyone = behaviour

    def clear(self) -> None:
        self._named.clear()
        self._everyone = ""

    def person(self, number: str, earlier_rings: int = 0) -> Person:
        """Who answers the ring that comes after `earlier_rings` others to the same number."""
        chance = random.Random(self._hash(f"{number}/{earlier_rings}"))
        return self._kind(number, earlier_rings)(number, chance)

    def colleague(self, number: str) -> Person:
        """Who takes a transferred call: someone at work, unless the number says otherwise."""
        chance = random.Random(self._hash(f"{number}/colleague"))
        behaviour = self._named.get(number)
        kind = BEHAVIOURS[behaviour] if behaviour else _by_last_digits(number) or Person
        return kind(number, chance)

    def _kind(self, number: str, earlier_rings: int) -> type[Person]:
        if behaviour := self._named.get(number) or self._everyone:
            return BEHAVIOURS[behaviour]
        if by_digits := _by_last_digits(number):
            return by_digits
        kind = self._drawn(number)
        # Half of those who were not reached are at home the second time: retries have a point.
        if earlier_rings and kind in _REACHABLE_LATER and self._hash(number) % 2:
            return Person
        return kind

    def _drawn(self, number: str) -> type[Person]:
        return _PEOPLE[bisect_right(_WEIGHTS, self._hash(f"who/{number}") % _WEIGHTS[-1])]

    def _hash(self, text: str) -> int:
        digest = hashlib.blake2b(f"{self._seed}/{text}".encode(), digest_size=8).digest()
        return int.from_bytes(digest)


def _by_last_digits(number: str) -> type[Person] | None:
    if number[-4:-2] != "99":
        return None
    place = int(number[-2:]) if number[-2:].isdigit() else 0
    return _PEOPLE[place - 1] if 1 <= place <= len(_PEOPLE) else None
