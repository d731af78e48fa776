"""From nothing to a campaign that can be started: the checklist, and the examples."""

import pytest
from django.urls import reverse

from accounts.access import Access
from accounts.permissions import EVERY_PERMISSION, Role
from campaigns.first_steps import first_steps
from campaigns.services import start_campaign
from lib.phone import identify
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization()


def done(shop):
    return [step.is_done for step in first_steps(Access(shop, None, EVERY_PERMISSION))]


def test_each_step_is_ticked_off_when_it_was_done(shop, settings):
    settings.TWILIO_ACCOUNT_SID = ""
    assert done(shop) == [False] * 5
    person = rows.contact(shop)
    assert done(shop) == [True, False, False, False, False]
    campaign = rows.campaign(shop)
    campaign.lists.add(rows.contact_list(shop, person))
    assert done(shop) == [True, True, False, True, False]
    start_campaign(campaign=campaign)
    assert done(shop) == [True, True, False, True, True]


def test_what_others_did_ticks_nothing_off(shop, settings):
    settings.TWILIO_ACCOUNT_SID = ""
    rows.campaign(rows.organization())
    assert done(shop) == [False] * 5


def test_a_new_shop_sees_the_steps_and_gets_examples_at_a_click(shop):
    browser = rows.browser(shop, Role.OPERATOR)
    assert "First steps" in browser.get(reverse("campaigns:list")).text
    answer = browser.post(reverse("campaigns:samples"))
    campaign = shop.campaigns.get()
    assert answer["Location"] == reverse("campaigns:detail", args=[campaign.pk])
    start_campaign(campaign=campaign)
    assert campaign.targets.count() == 8
    assert "First steps" not in browser.get(reverse("campaigns:list")).text


def test_examples_have_numbers_of_fiction_that_the_system_accepts(shop):
    rows.browser(shop).post(reverse("campaigns:samples"))
    numbers = list(shop.contacts.values_list("e164", flat=True))
    assert all(number.startswith("+120255501") for number in numbers)
    assert {identify(number).country for number in numbers} == {"US"}


def test_examples_given_twice_are_the_same_people(shop):
    browser = rows.browser(shop)
    for _ in range(2):
        browser.post(reverse("campaigns:samples"))
    assert [shop.contacts.count(), shop.agents.count(), shop.campaigns.count()] == [8, 1, 2]


def test_a_viewer_makes_no_examples(shop):
    viewer = rows.browser(shop, Role.VIEWER)
    assert "First steps" not in viewer.get(reverse("campaigns:list")).text
    assert viewer.post(reverse("campaigns:samples")).status_code == 403
    assert not shop.contacts.exists()
