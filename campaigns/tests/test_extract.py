"""What a campaign wants to learn: asked for, handed to each call, and exported with its proof."""

import csv
import io

import pytest
from django.urls import reverse

from calls.order import Callee
from campaigns.claims import Claim
from campaigns.intents import orders_of
from campaigns.models import Campaign
from campaigns.tests.test_api import send, wanted
from campaigns.tests.test_pages import filled
from conversations.models import Analysis
from tests import rows

pytestmark = pytest.mark.django_db

BUDGET = {"name": "budget", "kind": "number", "question": "How much", "required": True}


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def browser(shop):
    return rows.browser(shop)


def test_it_is_filled_in_row_by_row(browser, shop):
    row = {"wanted0-name": "budget", "wanted0-kind": "number", "wanted0-question": "How much"}
    browser.post(reverse("campaigns:create"), filled(shop, **row, **{"wanted0-required": "on"}))
    campaign = Campaign.objects.get()
    assert campaign.extract == [BUDGET]
    form = browser.get(reverse("campaigns:edit", args=[campaign.pk])).content.decode()
    assert 'value="budget"' in form
    browser.post(reverse("campaigns:edit", args=[campaign.pk]), filled(shop))
    campaign.refresh_from_db()
    assert campaign.extract == []


@pytest.mark.parametrize("row", [{"name": "How Much", "question": "x"}, {"name": "budget"}])
def test_a_row_that_can_not_be_asked_for_is_shown_again(browser, shop, row):
    told = {f"wanted0-{name}": value for name, value in row.items()}
    answer = browser.post(reverse("campaigns:create"), filled(shop, **told))
    assert answer.status_code == 422
    assert not Campaign.objects.exists()


def test_the_api_takes_and_tells_it(browser, shop):
    made = send(browser, "post", "", wanted(shop, extract=[BUDGET]))
    assert made.json()["extract"] == [BUDGET]
    twice = send(browser, "post", "", wanted(shop, extract=[BUDGET, BUDGET]))
    assert twice.status_code == 400
    assert twice.json()["errors"][0]["field"] == "extract"


def test_the_export_has_each_value_and_its_proof(browser, shop):
    campaign = rows.campaign(shop, status="running", extract=[BUDGET])
    call = rows.call(shop, status="completed")
    Analysis.objects.create(
        organization=shop,
        scope=f"call:{call.pk}",
        fields={"budget": {"value": "1500", "turn": 4, "second": 72.5, "quote": "mil quinientos"}},
    )
    rows.target(campaign, call=call, contact=call.contact)
    rows.target(campaign)
    answer = browser.get(reverse("campaigns:export", args=[campaign.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, *people = csv.reader(io.StringIO(text))
    assert header[-2:] == ["budget", "budget: proof"]
    assert sorted(row[-2:] for row in people) == [["", ""], ["1500", "1:12 «mil quinientos»"]]


def test_each_call_is_told_of_it(shop):
    campaign = rows.campaign(shop, extract=[BUDGET])
    target = rows.target(campaign)
    callee = Callee(target.contact_id, target.contact.e164, "")
    (order,) = orders_of(campaign, [Claim(pk=target.pk, fence=1, callee=callee)])
    assert order.context["extract"] == [BUDGET]


def test_each_call_is_told_whether_it_is_recorded(browser, shop):
    browser.post(reverse("campaigns:create"), filled(shop, recorded="no"))
    campaign = Campaign.objects.get()
    (order,) = orders_of(campaign, [Claim(pk=1, fence=1, callee=Callee(1, "+34600123456", ""))])
    assert order.context["recorded"] == "no"
