"""The API and pages of single calls, limits, promises, recurrence and forecasts."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.permissions import Role
from calls.models import Call
from campaigns.braking import limits_of
from campaigns.ledger import State
from campaigns.models import Campaign, Promise
from campaigns.recurrence import recurrence_of
from campaigns.singles import place_call
from lib.clock import database_now
from tests import rows

pytestmark = pytest.mark.django_db

SINGLES, LIMITS = "/api/v1/single-calls/", "/api/v1/calling-limits/"


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def browser(shop):
    return rows.browser(shop)


def send(client, path, body=None, **headers):
    return client.post(path, body or {}, content_type="application/json", headers=headers)


def later(hours: int) -> str:
    return (database_now() + dt.timedelta(hours=hours)).isoformat()


def single_of(shop):
    person, agent = rows.contact(shop), rows.agent(shop)
    return place_call(organization=shop, user=None, contact=person, agent=agent)


def test_a_single_call_is_asked_for_once_moved_and_canceled(browser, shop):
    wish = {"contact": rows.contact(shop).pk, "agent": rows.agent(shop).pk, "at": later(1)}
    made = send(browser, SINGLES, wish, **{"Idempotency-Key": "one"})
    assert made.status_code == 201
    assert made.json()["target"]["state"] == "pending"
    again = send(browser, SINGLES, wish, **{"Idempotency-Key": "one"})
    assert again.json()["id"] == made.json()["id"]
    path = f"{SINGLES}{made.json()['id']}/"
    moved = send(browser, path + "reschedule/", {"at": later(5)}).json()["target"]
    assert moved["next_attempt_at"] > made.json()["target"]["next_attempt_at"]
    assert send(browser, path + "reschedule/", {"at": later(-5)}).status_code == 400
    canceled = send(browser, path + "cancel/").json()["target"]
    assert (canceled["state"], canceled["explanation"]) == (
        "canceled",
        "The campaign was canceled.",
    )
    assert send(browser, path + "reschedule/", {"at": later(5)}).status_code == 409


def test_single_calls_are_no_campaigns_and_nobody_elses(browser, shop):
    single = single_of(shop)
    assert browser.get("/api/v1/campaigns/").json()["results"] == []
    assert len(browser.get(SINGLES).json()["results"]) == 1
    stranger = rows.browser(rows.organization())
    assert stranger.get(SINGLES).json()["results"] == []
    assert stranger.get(f"{SINGLES}{single.pk}/").status_code == 404
    assert send(stranger, f"{SINGLES}{single.pk}/cancel/").status_code == 404
    theirs = {"contact": rows.contact(shop).pk, "agent": rows.agent(shop).pk}
    assert send(stranger, SINGLES, theirs).status_code == 400
    viewer = rows.browser(shop, Role.VIEWER)
    assert send(viewer, f"{SINGLES}{single.pk}/cancel/").status_code == 403


def test_all_calls_are_stopped_and_go_on(browser, shop):
    assert send(browser, LIMITS, {"daily_minutes": 100}).json()["daily_minutes"] == 100
    assert send(browser, LIMITS + "stop/").json()["stopped_at"]
    assert limits_of(shop).stopped_at
    assert send(browser, LIMITS + "allow/").json() == {
        "daily_minutes": 100,
        "daily_money": None,
        "stopped_at": None,
    }
    operator = rows.browser(shop, Role.OPERATOR)
    assert send(operator, LIMITS, {"daily_minutes": 1}).status_code == 403


def test_a_campaign_tells_its_promises_its_end_and_repeats(browser, shop):
    campaign = rows.campaign(shop, status=Campaign.Status.RUNNING)
    target = rows.target(campaign, state=State.WAITING, reason="callback")
    call = rows.call(shop, contact=target.contact)
    Promise.objects.create(target=target, made_on=call, promised_at=database_now())
    path = f"/api/v1/campaigns/{campaign.pk}/"
    found = browser.get(path + "promises/").json()["results"]
    assert [promise["kept"] for promise in found] == ["coming"]
    assert browser.get(path + "forecast/").json()["ends_at"]
    assert send(browser, path + "repeat/", {"days": [0], "at": "09:30"}).status_code == 200
    assert recurrence_of(campaign)
    assert send(browser, path + "repeat/", {"days": [9], "at": "09:30"}).status_code == 400
    send(browser, path + "stop-repeating/")
    assert recurrence_of(campaign) is None
    outsider = rows.browser(rows.organization())
    assert outsider.get(path + "promises/").status_code == 404


def test_a_person_is_called_from_the_page(browser, shop):
    person, agent = rows.contact(shop), rows.agent(shop)
    address = reverse("campaigns:call_one", args=[person.pk])
    form = browser.get(address).context["form"]
    sent = {"contact": person.pk, "agent": agent.pk, "request_key": form.initial["request_key"]}
    for _pressed_twice in range(2):
        assert browser.post(address, sent).status_code == 302
    single = Campaign.objects.get()
    shown = browser.get(reverse("campaigns:singles")).content.decode()
    assert person.name in shown
    at = (database_now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    browser.post(reverse("campaigns:single_reschedule", args=[single.pk]), {"at": at})
    tomorrow = database_now() + dt.timedelta(days=1)
    assert single.targets.filter(next_attempt_at__gt=tomorrow).exists()
    browser.post(reverse("campaigns:single_cancel", args=[single.pk]))
    single.refresh_from_db()
    assert single.status == Campaign.Status.CANCELED
    assert not Call.objects.exists()


def test_outsiders_and_viewers_call_nobody(shop):
    single, person = single_of(shop), rows.contact(shop)
    outsider, viewer = rows.browser(rows.organization()), rows.browser(shop, Role.VIEWER)
    pages = [
        reverse("campaigns:single_cancel", args=[single.pk]),
        reverse("campaigns:single_reschedule", args=[single.pk]),
        reverse("campaigns:call_one", args=[person.pk]),
    ]
    assert {outsider.post(page).status_code for page in pages} == {404}
    assert {viewer.post(page).status_code for page in pages} == {403}
    assert viewer.post(reverse("campaigns:stop_all")).status_code == 403


def test_the_stop_stands_on_the_page_until_it_is_lifted(browser, shop):
    rows.campaign(shop, status=Campaign.Status.RUNNING)
    listed = reverse("campaigns:list")
    assert "Stop all calls" in browser.get(listed).content.decode()
    browser.post(reverse("campaigns:stop_all"))
    assert "All calls have been stopped since" in browser.get(listed).content.decode()
    browser.post(reverse("campaigns:allow_all"))
    assert limits_of(shop).stopped_at is None


def test_pages_of_promises_and_of_repeating(browser, shop):
    campaign = rows.campaign(shop)
    assert browser.get(reverse("campaigns:promises", args=[campaign.pk])).status_code == 200
    address = reverse("campaigns:repeat", args=[campaign.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"at": "09:30"}).status_code == 422
    browser.post(address, {"days": [0, 2], "at": "09:30"})
    assert recurrence_of(campaign)
    assert "9:30" in browser.get(address).content.decode()
    browser.post(address, {"stop": "1"})
    assert recurrence_of(campaign) is None
    outsider = rows.browser(rows.organization())
    assert outsider.get(address).status_code == 404
    assert outsider.get(reverse("campaigns:promises", args=[campaign.pk])).status_code == 404
