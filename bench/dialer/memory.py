"""How the memory of each process grows while a campaign runs."""

import os
import time
from collections import defaultdict

import psutil
from django.db.models import QuerySet

from campaigns.ledger import SETTLED
from campaigns.models import Campaign, Target

KINDS = {"granian": "web", "dialer@": "dialer", " beat": "beat"}
WARM, EVERY = 0.2, 2.0
"""From this share of the campaign on, and so many seconds between two looks."""


def growth(campaign: Campaign) -> dict[str, tuple[float, float]]:
    """Kind of process → MB of all its processes once warm, and by how many percent they had grown
    when the campaign was over."""
    people = campaign.targets.count()
    settled: QuerySet[Target] = campaign.targets.filter(state__in=sorted(SETTLED))
    first: dict[str, float] = {}
    while (done := settled.count()) < people:
        if done >= people * WARM and not first:
            first = _megabytes()
        time.sleep(EVERY)
    last = _megabytes()
    return {
        kind: (megabytes, (last[kind] / megabytes - 1) * 100) for kind, megabytes in first.items()
    }


def _megabytes() -> dict[str, float]:
    """By kind, what its processes have for themselves (each shared page counted once)."""
    found: dict[str, float] = defaultdict(float)
    for process in psutil.Process(os.getpid()).children(recursive=True):
        try:
            command = " ".join(process.cmdline())
            kind = next((name for mark, name in KINDS.items() if mark in command), "")
            if kind:
                found[kind] += process.memory_full_info().pss / 2**20
        except psutil.Error:
            continue
    return dict(found)
