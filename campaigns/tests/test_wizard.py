"""The wizard: one question after another, each answer saved, and what is to be expected of it."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.permissions import Role
from campaigns.models import Campaign, Spending
from campaigns.prospect import prospect_of
from contacts.services import suppress
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization(is_rehearsal=True)


@pytest.fixture
def browser(shop):
    return rows.browser(shop, Role.OPERATOR)


def at(campaign, step):
    return reverse("campaigns:setup", args=[campaign.pk, step])


def begun(browser, shop, people=3):
    rows.agent(shop)
    members = [rows.contact(shop) for _ in range(people)]
    clients = rows.contact_list(shop, *members)
    answer = browser.post(reverse("campaigns:begin"), {"name": "Roscones", "lists": [clients.pk]})
    campaign = Campaign.objects.get()
    assert answer["Location"] == at(campaign, "what")
    return campaign


def text_of(response):
    return re.sub(r"<[^>]*>|\s+", " ", response.content.decode())


RETRIES = {
    f"{outcome}-{part}": value
    for outcome in ("busy", "no_answer", "voicemail", "failed", "hung_up")
    for part, value in (("attempts", 1), ("delay", 3600))
}


def test_one_gets_from_nothing_to_a_start_without_javascript(browser, shop):
    campaign = begun(browser, shop)
    agent = rows.agent(shop, name="Lucía")
    steps = [
        ("what", {"purpose": "reminder", "agent": agent.pk}, "when"),
        ("when", {"hours": "office"}, "answers"),
        ("answers", {"on_machine": "hang_up", "max_concurrent": 2, "calls_per_second": "0.5"}
         | RETRIES | {"busy-attempts": 3, "busy-delay": 300}, "review"),
    ]  # fmt: skip
    for step, answers, then in steps:
        assert browser.get(at(campaign, step)).status_code == 200
        answer = browser.post(at(campaign, step), answers)
        assert answer["Location"] == at(campaign, then)
    campaign.refresh_from_db()
    assert (campaign.agent, campaign.purpose) == (agent, "reminder")
    assert campaign.windows["0"] == [["09:00", "18:00"]]
    assert campaign.retry_policy["busy"]["attempts"] == 3
    assert campaign.status == Campaign.Status.DRAFT
    review = browser.get(at(campaign, "review"))
    assert reverse("campaigns:start", args=[campaign.pk]) in review.text


def test_each_answer_is_kept_though_one_stops_halfway(browser, shop):
    campaign = begun(browser, shop)
    browser.post(at(campaign, "what"), {"purpose": "survey", "agent": campaign.agent_id})
    campaign.refresh_from_db()
    assert campaign.purpose == "survey"
    assert campaign.retry_policy["no_answer"]["delay"] == 86400  # the survey's own retries
    assert 'value="survey" selected' in browser.get(at(campaign, "what")).text


def test_hours_of_ones_own_count_only_where_they_are_chosen(browser, shop):
    campaign = begun(browser, shop)
    week = {"day0-from0": "08:00", "day0-to0": "09:00", "day1-from0": "8 o'clock"}
    assert browser.post(at(campaign, "when"), {"hours": "shop"} | week).status_code == 302
    wrong = browser.post(at(campaign, "when"), {"hours": "own"} | week)
    assert wrong.status_code == 422
    assert 'value="08:00"' in wrong.text
    week["day1-from0"] = ""
    browser.post(at(campaign, "when"), {"hours": "own"} | week)
    campaign.refresh_from_db()
    assert campaign.windows == {"0": [["08:00", "09:00"]]}


def test_what_is_wrong_is_said_while_one_types_and_nothing_of_it_stays(browser, shop):
    campaign = begun(browser, shop)
    answers = {"hours": "shop", "time_zone": "Europe/Madird"}
    check = {"X-Check": "1"}
    said = browser.post(at(campaign, "when"), answers, headers=check)
    assert said.status_code == 422
    assert "Written like Europe/Madrid." in text_of(said)  # the service's rule, not the form's
    answers = {"hours": "office", "time_zone": "Europe/Madrid"}
    assert browser.post(at(campaign, "when"), answers, headers=check).status_code == 204
    campaign.refresh_from_db()
    assert campaign.time_zone == ""
    assert browser.post(reverse("campaigns:begin"), {"name": ""}, headers=check).status_code == 422


def test_a_campaign_that_calls_is_not_set_up_any_more(browser, shop):
    campaign = rows.campaign(shop, status=Campaign.Status.RUNNING)
    answer = browser.get(at(campaign, "whom"))
    assert answer["Location"] == reverse("campaigns:detail", args=[campaign.pk])


def test_the_review_says_who_will_be_left_out_and_why(browser, shop):
    campaign = begun(browser, shop, people=5)
    suppress(
        organization=shop, e164=campaign.lists.get().contacts.first().e164,
        reason="asked", source="staff",
    )  # fmt: skip
    prospect = prospect_of(campaign, now=database_now())
    assert (prospect.people, prospect.callable, prospect.is_estimate) == (5, 4, False)
    assert prospect.left_out == (("This number asked not to be called.", 1),)
    shown = text_of(browser.get(at(campaign, "review")))
    assert "of 5 people" in shown
    assert re.search(r"This number asked not to be called\. +1 ", shown)


def test_people_on_two_lists_are_called_once(browser, shop):
    campaign = begun(browser, shop, people=2)
    twice = rows.contact_list(shop, campaign.lists.get().contacts.first())
    campaign.lists.add(twice)
    assert prospect_of(campaign, now=database_now()).people == 2


def test_a_long_list_is_judged_by_a_part_of_it(browser, shop, monkeypatch):
    monkeypatch.setattr("campaigns.prospect.LOOKED_AT", 4)
    campaign = begun(browser, shop, people=20)
    prospect = prospect_of(campaign, now=database_now())
    assert prospect.people == 20
    assert 2 <= prospect.looked_at <= 8
    assert prospect.is_estimate


def test_cost_and_length_are_told_by_earlier_campaigns(browser, shop, settings):
    settings.CALL_PRICE_PER_MINUTE = 0.5
    campaign = begun(browser, shop, people=10)
    now = database_now()
    assert prospect_of(campaign, now=now).is_guess
    before = rows.campaign(shop)
    for _ in range(50):
        rows.target(before, attempts=1)
    Spending.objects.create(campaign=before, day=dt.date(2026, 1, 1), calls=100, minutes=300)
    prospect = prospect_of(campaign, now=now)
    # Two calls a person and three minutes a call, as it was then.
    assert (prospect.calls, prospect.minutes, prospect.is_guess) == (20, 60, False)
    assert prospect.cost == Decimal("30.0")


def test_a_budget_of_minutes_makes_it_longer(browser, shop):
    campaign = begun(browser, shop, people=10)
    campaign.windows = {str(day): [["00:00", "24:00"]] for day in range(7)}
    now = database_now()
    free = prospect_of(campaign, now=now).ends_at
    campaign.daily_minutes = 3
    bound = prospect_of(campaign, now=now).ends_at
    assert free and free < now + dt.timedelta(hours=1)
    assert bound and bound >= now + dt.timedelta(days=2)


def test_what_is_to_be_found_out_is_asked_for_with_the_purpose(browser, shop):
    campaign = begun(browser, shop)
    row = {"wanted0-name": "budget", "wanted0-kind": "number", "wanted0-question": "Euros a month"}
    answers = {"purpose": "survey", "agent": campaign.agent_id}
    wrong = browser.post(at(campaign, "what"), answers | row | {"wanted0-question": ""})
    assert wrong.status_code == 422
    assert "Say what it is." in wrong.text
    assert browser.post(at(campaign, "what"), answers | row).status_code == 302
    campaign.refresh_from_db()
    wanted = {"name": "budget", "kind": "number", "question": "Euros a month", "required": False}
    assert campaign.extract == [wanted]
    browser.post(at(campaign, "when"), {"hours": "office"})  # another step leaves it alone
    campaign.refresh_from_db()
    assert campaign.extract == [wanted]
    assert "What to find out: budget" in text_of(browser.get(at(campaign, "review")))
    assert 'value="budget"' in browser.get(at(campaign, "what")).text
    browser.post(at(campaign, "what"), answers | {"wanted0-name": ""})
    campaign.refresh_from_db()
    assert campaign.extract == []
