"""By which list each person came in, and going on without one."""

import pytest

from campaigns.services import create_campaign, leave_out_list, start_campaign
from lib.errors import DomainError
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(organization):
    both, old, new = (rows.contact(organization) for _ in range(3))
    return rows.contact_list(organization, both, old), rows.contact_list(organization, both, new)


@pytest.fixture
def campaign(organization, agent, lists, simulator):
    made = create_campaign(
        organization=organization, user=None, name="Roscones", purpose="sales", agent=agent,
        lists=lists,
    )  # fmt: skip
    return start_campaign(campaign=made)


def brought(campaign):
    """List → how many still wait whom it brought."""
    waiting = campaign.targets.filter(state="pending").values_list("from_list", flat=True)
    return {pk: list(waiting).count(pk) for pk in set(waiting)}


def test_whoever_is_on_two_lists_came_by_the_older(campaign, lists):
    assert brought(campaign) == {lists[0].pk: 2, lists[1].pk: 1}


def test_who_is_on_another_list_stays(campaign, lists):
    leave_out_list(campaign=campaign, contact_list=lists[0])
    assert brought(campaign) == {lists[0].pk: 1, lists[1].pk: 1}
    assert campaign.targets.get(state="canceled").reason == "list_left_out"


def test_the_only_list_is_not_left_out(campaign, lists):
    leave_out_list(campaign=campaign, contact_list=lists[0])
    with pytest.raises(DomainError) as refused:
        leave_out_list(campaign=campaign, contact_list=lists[1])
    assert refused.value.code == "only_list"
    assert list(campaign.lists.all()) == [lists[1]]
