"""The ledger is exact, and a ledger that is not is found out."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from campaigns.audit import find_faults
from campaigns.models import Campaign
from campaigns.services import cancel_campaign
from campaigns.tests.test_dialer import _run_until_settled
from conftest import World

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Campaign]


def test_a_campaign_that_ran_leaves_an_exact_ledger(
    simulator: World, webhooks: str, make_campaign: Make
):
    simulator.reset(everyone="busy")
    campaign = make_campaign(people=5)
    assert not any(find_faults().values())
    _run_until_settled(campaign)
    assert not any(find_faults().values())


def test_a_canceled_one_too(simulator: World, make_campaign: Make):
    cancel_campaign(campaign=make_campaign(people=3))
    assert not any(find_faults().values())


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"reason": "whim"}, "unexplained"),
        ({"state": "waiting", "next_attempt_at": None}, "waiting_without_time"),
        ({"state": "done", "reason": "goal_met"}, "settled_without_time"),
        ({"state": "calling", "reason": "calling"}, "calling_without_call"),
        ({"state": "claimed"}, "claimed_without_lease"),
    ],
)
def test_what_breaks_a_rule_is_counted(simulator: World, make_campaign: Make, broken, rule):
    campaign = make_campaign(people=2)
    campaign.targets.filter(pk=campaign.targets.earliest("pk").pk).update(**broken)
    assert find_faults()[rule] == 1
    with pytest.raises(CommandError):
        call_command("audit_ledger")


def test_somebody_of_the_list_who_is_nobodys_target_is_missed(
    simulator: World, make_campaign: Make
):
    campaign = make_campaign(people=3)
    campaign.targets.earliest("pk").delete()
    Campaign.objects.update(status=Campaign.Status.COMPLETED)
    assert find_faults()["on_a_list_but_no_target"] == 1
