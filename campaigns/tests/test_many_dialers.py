"""Several dialers at once: nobody is rung twice, and no second holds more calls than the rate."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections

from campaigns import dialer
from campaigns.ledger import SETTLED
from campaigns.models import Campaign
from conftest import World

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Campaign]


def test_three_dialers_ring_each_person_once_and_keep_the_rate(
    simulator: World, webhooks: str, make_campaign: Make, settings
):
    settings.SIMULATOR_CALLS_PER_SECOND = 20.0
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=50, retry_policy={})
    over = threading.Event()

    def dial() -> None:
        try:
            while not over.is_set():
                dialer.tick(seconds=0.7)
        finally:
            connections.close_all()

    dialers = [threading.Thread(target=dial) for _each in range(3)]
    for thread in dialers:
        thread.start()
    deadline = time.monotonic() + 60
    while campaign.targets.exclude(state__in=SETTLED).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    over.set()
    for thread in dialers:
        thread.join()
    rings = simulator.rings()
    assert Counter(Counter(ring["to"] for ring in rings).values()) == {1: 50}
    assert not campaign.targets.exclude(state__in=SETTLED).exists()
