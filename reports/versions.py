"""Agents compared, version by version: what came of the calls that each held. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.models import Agent
from reports.figures import Counts, Figures

KINDS = ("version", "talked")
"""What is read of the rollup: keys are `agent.version`."""


@dataclass(frozen=True, slots=True)
class VersionCounts:
    """An agent in one published version (`number` 0: it was never published), and of how many
    of its calls people talked with it."""

    agent: Agent
    number: int
    counts: Counts
    talked: int

    @property
    def talk_rate(self) -> float:
        """The share of taken-up calls in which people talked."""
        reached = self.counts.reached
        return min(self.talked, reached) / reached if reached else 0.0


def agents_in(figures: Figures) -> set[int]:
    """The ids of the agents that held these calls."""
    return {_parts(key)[0] for key in figures["version"]}


def versions_of(agents: Mapping[int, Agent], figures: Figures) -> list[VersionCounts]:
    """Each version of these agents: the agents by name, the newest version of each first."""
    found = [
        VersionCounts(agents[agent], number, counts, figures["talked"].get(key, Counts()).calls)
        for key, counts in figures["version"].items()
        for agent, number in [_parts(key)]
        if agent in agents
    ]
    return sorted(found, key=lambda one: (one.agent.name, one.agent.pk, -one.number))


def _parts(key: str) -> tuple[int, int]:
    agent, _dot, version = key.partition(".")
    return int(agent), int(version) if version.isdecimal() else 0
