"""The people whom a call may reach."""

from simulator.people.crowd import BEHAVIOURS, Crowd, UnknownBehaviour
from simulator.people.person import CutIn, Heard, Murmur, Person, Pickup, Reaction

__all__ = [
    "BEHAVIOURS",
    "Crowd",
    "CutIn",
    "Heard",
    "Murmur",
    "Person",
    "Pickup",
    "Reaction",
    "UnknownBehaviour",
]
