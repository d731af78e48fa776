"""What goes wrong, and in which order. Pure: one seed, one plan."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from lib.seams import SEAMS

# trouble → how often, relatively
WEIGHTS = {
    "seam": 40,
    "kill dialer": 15,
    "kill worker": 3,
    "kill beat": 8,
    "kill web": 8,
    "kill simulator": 6,
    "stop postgres": 8,
    "kill redis": 5,
    "flush redis": 6,
    "freeze dialer": 4,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One blow: its kind, the seam for a `seam`, and the pause in seconds before the next."""

    kind: str
    seam: str
    pause: float


def make_plan(*, kills: int, seed: int, only: str = "") -> list[Trouble]:
    """`kills` troubles, of one kind where `only` names it. Every seam comes up before any comes
    up twice."""
    chance = random.Random(seed)
    weights = {only: 1} if only else WEIGHTS
    kinds = chance.choices(list(weights), weights=list(weights.values()), k=kills)
    seams = _all_in_turn(chance)
    return [
        Trouble(
            kind=kind,
            seam=next(seams) if kind == "seam" else "",
            pause=chance.uniform(0.3, 1.5),
        )
        for kind in kinds
    ]


def _all_in_turn(chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(SEAMS, k=len(SEAMS))
