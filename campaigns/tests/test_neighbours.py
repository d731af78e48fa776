"""A campaign of many does not keep one of few waiting."""

from collections.abc import Callable

import pytest

from accounts.models import Organization
from campaigns import dialer
from campaigns.models import Attempt, Campaign
from campaigns.services import create_campaign, start_campaign
from campaigns.tests.conftest import ALL_DAY
from conftest import World
from contacts.models import Contact, ContactList
from conversations.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)

FEW = 6


def _campaign_of_few() -> Campaign:
    organization = Organization.objects.create(name="Floristería", is_rehearsal=True)
    people = ContactList.objects.create(organization=organization, name="Pocos")
    people.contacts.set(
        Contact.objects.bulk_create(
            Contact(organization=organization, e164=f"+3461100000{number}", country="ES")
            for number in range(FEW)
        )
    )
    campaign = create_campaign(
        organization=organization,
        user=None,
        name="Flores",
        purpose="reminder",
        agent=Agent.objects.create(organization=organization, name="Ana", goal="Avisar."),
        lists=[people],
        windows=ALL_DAY,
        calls_per_second=200.0,
        max_concurrent=100,
    )
    return start_campaign(campaign=campaign)


def test_a_campaign_of_few_is_called_at_once_beside_one_of_many(
    simulator: World, webhooks: str, make_campaign: Callable[..., Campaign], settings
):
    settings.SIMULATOR_CALLS_PER_SECOND = 20.0
    simulator.reset(everyone="busy")
    many = make_campaign(people=300, retry_policy={})
    dialer.tick()  # its queue is under way already
    before = Attempt.objects.filter(campaign=many).count()
    few = _campaign_of_few()
    ticks = 0
    while Attempt.objects.filter(campaign=few).count() < FEW and ticks < 20:
        dialer.tick(seconds=0.2)
        ticks += 1
    assert Attempt.objects.filter(campaign=few).count() == FEW
    # One each, in turns: what was placed for the other meanwhile is not much more.
    assert Attempt.objects.filter(campaign=many).count() - before <= FEW + 10
