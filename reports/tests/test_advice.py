"""What the figures suggest, and that the button does it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.permissions import Role
from calls.models import Call, Trunk
from calls.numbers import rest_numbers
from calls.trunks import trunk_for
from reports.advice import advise, interval
from reports.figures import Counts
from tests import rows


def figures(total, **kinds):
    nothing: dict[str, dict[str, Counts]] = {
        "outcome": {}, "hour": {}, "list": {}, "number": {}, "try": {},
    }  # fmt: skip
    return nothing | {"total": {"": total}} | kinds


LISTS = {1: "Old customers", 2: "Fair"}


def codes(found, *, one_clock=True, lists=LISTS):
    with translation.override("en"):
        return [
            (advice.code, advice.value)
            for advice in advise(found, one_clock=one_clock, lists=lists)
        ]


def test_the_interval_is_wilsons():
    low, high = interval(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert interval(0, 0) == (0, 1)


def test_a_campaign_that_nobody_answers():
    assert codes(figures(Counts(calls=100, reached=2))) == [("pause", ())]
    assert codes(figures(Counts(calls=100, reached=20))) == []


def test_a_list_that_never_answers():
    whole, dead = Counts(calls=400, reached=100), {"1": Counts(300, 98), "2": Counts(100, 2)}
    assert codes(figures(whole, list=dead)) == [("list", (2,))]
    assert codes(figures(whole, list=dead), lists={1: "Old customers"}) == []  # it was taken out
    assert codes(figures(whole, list=dead), lists={2: "Fair"}) == []  # there is no other
    assert codes(figures(whole, list={"2": Counts(100, 20)})) == []
    assert codes(figures(whole, list={"2": Counts(49, 0)})) == []
    nobody = figures(Counts(calls=200, reached=2), list={"2": Counts(100, 0)})
    assert codes(nobody) == [("pause", ())]


def test_nothing_is_said_of_few_calls():
    assert codes(figures(Counts(calls=49, reached=0))) == []


def test_an_agent_that_loses_people():
    whole = Counts(calls=300, reached=200)
    assert codes(figures(whole, outcome={"hung_up": Counts(80)})) == [("agent", ())]
    assert codes(figures(whole, outcome={"hung_up": Counts(40)})) == []


GOOD, BAD = "+34910000000", "+34950000001"


def test_a_number_that_people_answer_less_than_the_others():
    whole = Counts(calls=400, reached=130)
    numbers = {GOOD: Counts(300, 120), BAD: Counts(100, 10)}
    assert codes(figures(whole, number=numbers)) == [("number", (34950000001,))]
    near = {GOOD: Counts(300, 120), BAD: Counts(100, 32)}
    assert codes(figures(whole, number=near)) == []
    assert codes(figures(whole, number={GOOD: Counts(360, 130), BAD: Counts(40)})) == []
    assert codes(figures(whole, number={BAD: whole})) == []  # there is no other


HOURS = {
    "09": Counts(200, 40),
    "17": Counts(200, 120),
    "18": Counts(200, 130),
    "19": Counts(20, 20),
}


def test_the_best_hours_are_those_in_a_row_that_are_surely_better():
    whole = Counts(620, 310)
    assert codes(figures(whole, hour=HOURS)) == [("hours", (17, 19))]


def test_hours_are_not_advised_across_clocks():
    assert codes(figures(Counts(620, 310), hour=HOURS), one_clock=False) == []


def test_tries_that_reach_nobody():
    tries = {"1": Counts(200, 90), "2": Counts(110, 30), "3": Counts(150, 2), "4": Counts(90)}
    assert codes(figures(Counts(550, 122), **{"try": tries})) == [("tries", (2,))]


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def campaign_that_nobody_answers(shop, **fields):
    campaign = rows.campaign(shop, status="running", **fields)
    for _ in range(60):
        rows.called_target(campaign, outcome="no_answer", status="no_answer")
    return campaign


def test_the_report_shows_it_with_its_evidence_and_the_button_does_it(shop):
    campaign = campaign_that_nobody_answers(shop)
    browser = rows.browser(shop, Role.OPERATOR)
    shown = browser.get(reverse("reports:campaign", args=[campaign.pk])).text
    assert "0 of 60 calls were answered." in shown
    browser.post(reverse("reports:follow", args=[campaign.pk, "pause"]))
    campaign.refresh_from_db()
    assert campaign.status == "paused"


def test_a_list_that_never_answers_is_left_out(shop):
    campaign = rows.campaign(shop, status="running")
    good, dead = rows.contact_list(shop, name="Clients"), rows.contact_list(shop, name="Fair")
    campaign.lists.set([good, dead])
    now = timezone.now()
    for source, at, outcome in ((good, now, "talked"), (dead, None, "no_answer")):
        for _ in range(50):
            rows.called_target(
                campaign, outcome=outcome, answered_at=at, contact=rows.contact(shop)
            )
        campaign.targets.filter(from_list=None).update(from_list=source)
    waits, also, promised, other = (rows.target(campaign, from_list=dead) for _ in range(4))
    good.contacts.add(also.contact)
    campaign.targets.filter(pk=promised.pk).update(priority=100)
    campaign.targets.filter(pk=other.pk).update(from_list=good)

    browser = rows.browser(shop, Role.OPERATOR)
    shown = browser.get(reverse("reports:campaign", args=[campaign.pk])).text
    assert "Hardly anybody on the list “Fair” answers." in shown
    assert "0 of 50 calls were answered." in shown
    follow = reverse("reports:follow", args=[campaign.pk, "list"])
    browser.post(follow)
    assert list(campaign.lists.all()) == [good]
    left = campaign.targets.filter(state="canceled", reason="list_left_out")
    assert list(left) == [waits]
    campaign.refresh_from_db()
    assert campaign.status == "running"
    assert "The figures no longer suggest this." in browser.post(follow, follow=True).text


def test_following_changes_a_campaign_that_goes_on_calling(shop):
    windows = {"0": [["09:00", "20:00"]], "1": [], "4": [["10:00", "14:00"]]}
    campaign = rows.campaign(shop, status="running", windows=windows)
    morning = timezone.now().replace(hour=8, minute=0)
    for hour, answered in {8: False, 16: True}.items():
        for _ in range(60):
            at = morning.replace(hour=hour)
            rows.called_target(
                campaign,
                outcome="talked" if answered else "no_answer",
                status="completed" if answered else "no_answer",
                sent_at=at,
                answered_at=at if answered else None,
            )
    browser = rows.browser(shop, Role.OPERATOR)
    browser.post(reverse("reports:follow", args=[campaign.pk, "hours"]))
    campaign.refresh_from_db()
    first, end = campaign.windows["0"][0]
    local = timezone.localtime(morning.replace(hour=16), ZoneInfo(shop.time_zone))
    assert [first, end] == [f"{local.hour:02}:00", f"{local.hour + 1:02}:00"]
    assert set(campaign.windows) == {"0", "4"}
    assert campaign.status == "running"


@pytest.fixture
def failing(shop, settings):
    """A campaign that calls with two numbers, of which people answer one."""
    settings.SIMULATOR_NUMBERS, settings.SIMULATOR_URL = [GOOD, BAD], "http://127.0.0.1:1"
    shop.is_rehearsal = True
    shop.save()
    campaign, trunk, now = rows.campaign(shop, status="running"), trunk_for(shop), timezone.now()
    for number, at in ((GOOD, now), (BAD, None)):
        for _ in range(60):
            rows.called_target(
                campaign, outcome="talked" if at else "no_answer", trunk=trunk,
                from_number=number, answered_at=at,
            )  # fmt: skip
    return campaign


def resting():
    return Trunk.objects.get(account=settings.SIMULATOR_ACCOUNT_SID).resting


def test_a_number_is_sent_to_rest_and_comes_back_after_a_day(shop, failing):
    browser = rows.browser(shop, Role.OPERATOR)
    report = reverse("reports:campaign", args=[failing.pk])
    assert "Let it rest" in browser.get(report).text
    browser.post(reverse("reports:follow", args=[failing.pk, "number"]))
    assert resting() == {BAD: "chosen"}
    assert "Let it rest" not in browser.get(report).text
    rest_numbers()
    assert resting() == {BAD: "chosen"}
    lately = Call.objects.filter(from_number=BAD)
    lately.update(created_at=timezone.now() - dt.timedelta(days=2))
    rest_numbers()
    assert resting() == {}


def test_a_number_with_which_others_call_is_not_theirs_to_rest(shop, failing):
    trunk = Trunk.objects.get(account=settings.SIMULATOR_ACCOUNT_SID)
    rows.call(rows.organization(), trunk=trunk)
    address = reverse("reports:follow", args=[failing.pk, "number"])
    answer = rows.browser(shop, Role.OPERATOR).post(address, follow=True)
    assert "ask whoever runs this system" in answer.text
    assert resting() == {}


def test_what_is_no_longer_advised_is_not_done(shop):
    campaign = rows.campaign(shop, status="running")
    browser = rows.browser(shop, Role.OPERATOR)
    browser.post(reverse("reports:follow", args=[campaign.pk, "pause"]))
    campaign.refresh_from_db()
    assert campaign.status == "running"


def test_a_viewer_follows_nothing_and_strangers_find_nothing(shop):
    campaign = campaign_that_nobody_answers(shop)
    address = reverse("reports:follow", args=[campaign.pk, "pause"])
    assert rows.browser(shop, Role.VIEWER).post(address).status_code == 403
    assert rows.browser(rows.organization()).post(address).status_code == 404
