"""Requests without a clear answer, by the hundred: nobody is rung again for one."""

from collections import Counter
from collections.abc import Callable

import pytest

from calls import breaker
from campaigns.ledger import State
from campaigns.models import Campaign
from campaigns.tests.test_dialer import _run_until_settled
from conftest import World

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Campaign]

KINDS = ("create_reset", "create_500", "create_bad_json", "callbacks_first")


@pytest.mark.parametrize(
    "people", [60, pytest.param(2000, marks=pytest.mark.long)], ids=["few", "many"]
)
def test_no_ambiguous_answer_is_followed_by_another_ring(
    simulator: World,
    webhooks: str,
    make_campaign: Make,
    settings,
    monkeypatch: pytest.MonkeyPatch,
    people: int,
):
    monkeypatch.setattr(breaker, "SHARE", 2.0)  # or it would spare the provider most of them
    settings.SIMULATOR_MAX_CONCURRENT = 500
    simulator.reset(everyone="busy")
    # Each meets a fourth of what the ones before it let pass: about the same share for each.
    shares = (0.25, 1 / 3, 0.5, 1.0)
    faults = [
        {"kind": kind, "probability": share} for kind, share in zip(KINDS, shares, strict=True)
    ]
    simulator.post("faults", faults)
    campaign = make_campaign(people=people, retry_policy={}, max_concurrent=500)
    _run_until_settled(campaign, rounds=20 * people)
    rings = Counter(ring["to"] for ring in simulator.rings())
    assert len(rings) == people
    assert set(rings.values()) == {1}
    assert set(campaign.targets.values_list("state", flat=True)) == {State.EXHAUSTED}
