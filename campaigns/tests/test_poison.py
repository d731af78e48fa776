"""A target that breaks the code is set aside with its reason; the campaign goes on."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import OperationalError

from calls.models import Call
from campaigns import dialer, intents, settlement
from campaigns.ledger import State
from campaigns.models import Campaign
from campaigns.poison import sift
from campaigns.tests.test_dialer import _run_until_settled
from conftest import World

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Campaign]


def test_one_that_breaks_before_its_call_is_set_aside_and_the_others_are_called(
    simulator: World, webhooks: str, make_campaign: Make, monkeypatch: pytest.MonkeyPatch
):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=6, retry_policy={})
    poisoned = campaign.targets.order_by("pk")[2]
    orders_of = intents.orders_of

    def break_for_one(campaign, claims):
        if any(claim.pk == poisoned.pk for claim in claims):
            raise ValueError("poison")
        return orders_of(campaign, claims)

    monkeypatch.setattr(intents, "orders_of", break_for_one)
    _run_until_settled(campaign)
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.reason) == (State.PARKED, "error")
    assert Counter(campaign.targets.values_list("state", flat=True)) == {
        State.EXHAUSTED: 5,
        State.PARKED: 1,
    }


def test_one_whose_settlement_breaks_is_set_aside_and_the_others_are_settled(
    simulator: World, webhooks: str, make_campaign: Make, monkeypatch: pytest.MonkeyPatch
):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=4, retry_policy={})
    poisoned = campaign.targets.order_by("pk")[1]
    settle = settlement._settle

    def break_for_one(target, call, campaign):
        if target.pk == poisoned.pk:
            raise ValueError("poison")
        settle(target, call, campaign)

    monkeypatch.setattr(settlement, "_settle", break_for_one)
    _run_until_settled(campaign)
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.reason) == (State.PARKED, "error")
    assert Call.objects.exclude(outcome="busy").count() == 0


def test_a_database_that_is_away_is_nobodys_fault(make_campaign: Make, simulator: World):
    parked: list[int] = []

    def away(_rows):
        raise OperationalError("away")

    with pytest.raises(OperationalError):
        sift([1, 2], away, parked.append)
    assert parked == []
    assert dialer.tick() == 0
