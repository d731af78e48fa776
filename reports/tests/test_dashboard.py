"""The dashboard: what is chosen, what is shown, and at what cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls.models import Outcome
from reports.charts import columns_of, difference, funnel_of, heat_of
from reports.figures import Counts
from reports.period import LONGEST, Period, period_of
from reports.tests.test_pages import text_of
from tests import rows

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 10)
NOON = dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def shop():
    return rows.organization(time_zone="UTC")


@pytest.fixture
def browser(shop):
    return rows.browser(shop)


def called(campaign, outcome, *, sent_at=NOON, answered=True, **fields):
    rows.called_target(
        campaign,
        outcome=outcome,
        status="completed" if answered else outcome,
        sent_at=sent_at,
        answered_at=sent_at if answered else None,
        duration=60 if answered else None,
        **fields,
    )


def opened(browser, **chosen):
    chosen = {"since": "2026-03-01", "until": "2026-03-10"} | chosen
    return browser.get(reverse("reports:list"), chosen)


def test_versions_of_an_agent_are_compared(browser, shop, settings):
    settings.CALL_PRICE_PER_MINUTE = 0.5
    campaign = rows.campaign(shop)
    for number, outcome in ((1, "goal_met"), (1, "hung_up"), (2, "talked"), (2, "goal_met")):
        called(campaign, Outcome(outcome), context={"agent_version": number})
    called(campaign, Outcome.BUSY, answered=False, context={"agent_version": 2})
    called(campaign, Outcome.VOICEMAIL)
    rows.agent(shop)
    seen = opened(browser)
    found = [
        (one.number, one.counts.calls, one.counts.reached, one.talked, one.counts.goals)
        for one in seen.context["seen"].versions
    ]
    assert found == [(2, 3, 2, 2, 1), (1, 2, 2, 1, 1), (0, 1, 0, 0, 0)]
    report = browser.get(reverse("reports:campaign", args=[campaign.pk]))
    assert [one.number for one in report.context["report"].versions] == [2, 1, 0]
    for page in (seen, report):
        said = " ".join(text_of(page).split())
        assert f"{campaign.agent.name} 2 3 67 % 2 · 100 % 1 · 50 % 1.00 $" in said
        assert f"{campaign.agent.name} never published 1 0 %" in said


def test_it_can_be_narrowed_to_a_country(browser, shop):
    spain = rows.campaign(shop, name="Roscones")
    called(spain, Outcome.GOAL_MET)
    called(spain, Outcome.TALKED, sent_at=NOON - dt.timedelta(days=10))
    usa = rows.campaign(shop, name="Donuts")
    for number in ("+13055550001", "+13055550002"):
        called(usa, Outcome.TALKED, contact=rows.contact(shop, e164=number))
    seen = opened(browser, country="34").context["seen"]
    assert seen.now == Counts(calls=1, reached=1, goals=1, seconds=60)
    assert seen.before == Counts(calls=1, reached=1, seconds=60)
    assert [(one.name, counts.calls) for one, counts in seen.campaigns] == [("Roscones", 1)]
    assert {code: one.calls for code, one in seen.countries.items()} == {"1": 2, "34": 1}
    both = opened(browser, country="34", campaign=usa.pk)
    assert both.context["seen"].now.calls == 0
    assert '<option value="34" selected>' in both.text
    whole = opened(browser)
    assert "Spain (+34)" in whole.text
    assert opened(browser, country="34' or 1").context["seen"].now.calls == 3


def test_it_shows_the_calls_of_the_days_that_were_chosen(browser, shop):
    campaign = rows.campaign(shop, name="Roscones")
    called(campaign, Outcome.GOAL_MET)
    called(campaign, Outcome.BUSY, answered=False)
    called(campaign, Outcome.GOAL_MET, sent_at=NOON - dt.timedelta(days=40))
    seen = opened(browser).context["seen"]
    assert seen.now == Counts(calls=2, reached=1, goals=1, seconds=60)
    assert seen.talks == 1
    assert [(one.name, counts.calls) for one, counts in seen.campaigns] == [("Roscones", 2)]


def test_single_calls_count_in_the_whole_and_are_no_campaign(browser, shop):
    called(rows.campaign(shop, name="Roscones"), Outcome.GOAL_MET)
    called(rows.campaign(shop, name="To Ana", kind="single"), Outcome.TALKED)
    response = opened(browser)
    assert response.context["seen"].now.calls == 2
    assert [one.name for one, _counts in response.context["seen"].campaigns] == ["Roscones"]
    assert "To Ana" not in response.text


def test_it_says_what_a_goal_cost(browser, shop, settings):
    settings.CALL_PRICE_PER_MINUTE = 0.5
    campaign = rows.campaign(shop)
    for _ in range(4):
        called(campaign, Outcome.TALKED)
    called(campaign, Outcome.GOAL_MET)
    called(campaign, Outcome.GOAL_MET, sent_at=NOON - dt.timedelta(days=10))
    tile = opened(browser).context["tiles"][-1]
    assert tile.value == "2.50 $"  # five minutes at 0.5 for one goal, where it was one minute
    assert (tile.difference.percent, tile.difference.tone) == (400, "down")


def test_it_compares_with_the_days_before(browser, shop):
    campaign = rows.campaign(shop)
    for days, calls in {0: 3, 10: 2, 20: 9}.items():
        for _ in range(calls):
            called(campaign, Outcome.GOAL_MET, sent_at=NOON - dt.timedelta(days=days))
    seen = opened(browser)
    assert seen.context["seen"].before.calls == 2
    assert "+50 %" in text_of(seen)


def test_it_can_be_narrowed_to_some_campaigns(browser, shop):
    first, second = rows.campaign(shop), rows.campaign(shop)
    chosen = rows.contact_list(shop)
    second.lists.add(chosen)
    called(first, Outcome.GOAL_MET)
    for _ in range(2):
        called(second, Outcome.GOAL_MET)
    rows.call(shop, sent_at=NOON)

    def calls(**narrowed):
        return opened(browser, **narrowed).context["seen"].now.calls

    assert calls() == 4
    assert calls(campaign=first.pk) == 1
    assert calls(agent=second.agent.pk) == 2
    assert calls(list=chosen.pk) == 2
    assert calls(campaign=first.pk, list=chosen.pk) == 0


@pytest.mark.parametrize("key", ["campaign", "agent", "list"])
def test_what_is_of_others_narrows_nothing_and_shows_nothing(browser, shop, key):
    theirs = rows.campaign(rows.organization())
    called(theirs, Outcome.GOAL_MET)
    chosen = {"campaign": theirs.pk, "agent": theirs.agent.pk, "list": 10**9}[key]
    seen = opened(browser, **{key: chosen})
    assert seen.context["seen"].now.calls == 0
    assert theirs.name not in text_of(seen)


@pytest.mark.parametrize(
    "chosen",
    [
        {"since": "x"},
        {"until": "9999-99-99"},
        {"agent": "' or 1"},
        {"since": "0001-01-01", "until": "0001-01-01"},
        {"until": "9999-12-31"},
    ],
)
def test_what_cant_be_read_is_as_if_not_chosen(browser, chosen):
    assert opened(browser, **chosen).status_code == 200


def test_it_costs_the_same_for_any_number_of_calls(browser, shop):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            opened(browser)
        return len(queries)

    campaign = rows.campaign(shop)
    called(campaign, Outcome.GOAL_MET)
    cost()  # the first page of a session costs more
    one = cost()
    for _ in range(3):
        another = rows.campaign(shop)
        for outcome in (Outcome.GOAL_MET, Outcome.TALKED, Outcome.INTERESTED):
            called(another, outcome)
    assert cost() == one <= 21


def test_every_day_has_its_column_and_the_highest_fills_the_chart():
    period = Period(TODAY - dt.timedelta(2), TODAY)
    found = columns_of(period, {TODAY: Counts(4, 2, 1), period.since: Counts(1)})
    assert [(one.calls, one.reached, one.goals) for one in found] == [
        (40, 0, 0),
        (0, 0, 0),
        (160, 80, 40),
    ]


def test_the_best_hour_is_the_warmest():
    heat = heat_of({0: {"09": Counts(10, 1), "11": Counts(10, 5)}, 6: {"10": Counts(10, 0)}})
    assert heat.hours == (9, 10, 11)
    levels = [[cell.level for cell in cells] for _name, cells in heat.rows]
    assert levels[0] == [2, None, 9]
    assert levels[6] == [None, 0, None]
    assert heat_of({}).rows == ()


def test_each_step_of_a_funnel_is_a_part_of_the_one_before():
    steps = funnel_of([("a", 200), ("b", 50), ("c", 0), ("d", 0)])
    assert [(step.width, step.of_previous) for step in steps] == [
        ("100.00%", None),
        ("25.00%", 25),
        ("0.00%", 0),
        ("0.00%", None),
    ]


@pytest.mark.parametrize(
    ("now", "before", "percent", "tone"),
    [(3, 2, 50, "up"), (1, 2, -50, "down"), (2, 2, 0, ""), (2, 0, None, "")],
)
def test_differences(now, before, percent, tone):
    found = difference(now, before)
    assert (found.percent, found.tone) == (percent, tone)


@pytest.mark.parametrize(
    ("since", "until", "first", "length"),
    [
        (None, None, dt.date(2026, 2, 9), 30),
        (TODAY, None, TODAY, 1),
        (None, dt.date(2026, 1, 31), dt.date(2026, 1, 2), 30),
        (TODAY, TODAY - dt.timedelta(5), TODAY - dt.timedelta(5), 6),
        (dt.date(2000, 1, 1), TODAY, TODAY - dt.timedelta(LONGEST - 1), LONGEST),
        (TODAY + dt.timedelta(9), None, TODAY + dt.timedelta(9), 1),
    ],
)
def test_periods_are_in_order_and_not_endless(since, until, first, length):
    found = period_of(since, until, today=TODAY)
    assert (found.since, found.length) == (first, length)
    assert found.previous.until == found.since - dt.timedelta(1)
    assert found.previous.length == found.length
