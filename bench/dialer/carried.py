"""Calls through the whole house to settlement, and whether the ledger is exact afterwards."""

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from campaigns.ledger import SETTLED
from campaigns.models import Campaign
from chaos.books import compare
from chaos.rehearsal import read_rings

PATIENCE = 120.0


@dataclass(frozen=True)
class Carried:
    """What came of a campaign."""

    per_second: float
    double_rings: int
    unexplained: int


def everybody_is(person: str) -> None:
    """Who lives behind every number of the simulator."""
    body = json.dumps({"*": person}).encode()
    address = f"{settings.SIMULATOR_URL}/_simulator/people"
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(
                urllib.request.Request(address, data=body, method="POST"), timeout=10
            ):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def carry(campaign: Campaign) -> Carried:
    """Wait for its end. The rate counts from a tenth of its people to the last but a tenth."""
    people = campaign.targets.count()
    begun, first = _when(campaign, people // 10), people // 10
    ended, last = _when(campaign, people * 9 // 10), people * 9 // 10
    _when(campaign, people)
    books = compare(campaign, read_rings())
    return Carried((last - first) / (ended - begun), books.double_rings, books.lost)


def _when(campaign: Campaign, count: int) -> float:
    """The moment at which so many are settled."""
    settled: Any = campaign.targets.filter(state__in=sorted(SETTLED))
    deadline = time.monotonic() + PATIENCE
    while settled.count() < count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{settled.count()} of {count} settled")
        time.sleep(0.1)
    return time.monotonic()
