"""The law by country over the API: told with its source, and only ever tightened."""

import datetime as dt

import pytest

from accounts.permissions import Role
from contacts.models import CountryRule
from lib.clock import database_now
from tests import rows

ADDRESS = "/api/v1/country-laws/"


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def decide(browser, **asked):
    return browser.post(ADDRESS, asked, content_type="application/json")


def told(browser, country):
    (found,) = [each for each in browser.get(ADDRESS).json() if each["country"] == country]
    return found


def test_the_law_is_told_with_its_source_and_dates(shop):
    colombia = told(rows.browser(shop, Role.VIEWER), "CO")
    assert colombia["preset"]["source"] == "Ley 2300 de 2023"
    assert colombia["preset"]["expires"] == "2027-05-20"
    assert colombia["caps"] == [{"calls": 1, "hours": 24}]
    assert (colombia["hours"]["5"], colombia["spares_holidays"]) == ([["08:00", "15:00"]], True)
    assert colombia["decision"] is None
    unknown = told(rows.browser(shop, Role.VIEWER), "GB")
    assert (unknown["preset"], unknown["is_known"]) == (None, False)


def test_a_decision_tightens_and_never_loosens(shop):
    browser = rows.browser(shop, Role.ADMIN)
    wide = {str(day): [["00:00", "12:00"]] for day in range(7)}
    answer = decide(browser, country="ES", windows=wide, calls_per_day=1, spares_holidays=False)
    assert answer.status_code == 200
    assert answer.json() == told(browser, "ES")
    spain = answer.json()
    assert spain["hours"] == {str(day): [["10:00", "12:00"]] for day in range(5)}
    assert spain["spares_holidays"] is True, "the preset's holidays stay"
    assert [cap["calls"] for cap in spain["caps"]] == [3, 1]
    assert decide(browser, country="ES", is_allowed=False).json()["is_allowed"] is False
    assert told(browser, "ES")["decision"]["calls_per_day"] == 1, "what is not named stays"


def test_somebody_may_answer_for_a_country_without_a_preset(shop):
    browser = rows.browser(shop, Role.ADMIN)
    until = (database_now().date() + dt.timedelta(days=30)).isoformat()
    assert decide(browser, country="GB", accepted_until=until).status_code in (400, 422)
    hours = {"0": [["10:00", "12:00"]]}
    british = decide(browser, country="GB", accepted_until=until, windows=hours).json()
    assert (british["is_known"], british["consent"], british["hours"]) == (True, "always", hours)


@pytest.mark.parametrize(
    "wrong",
    [{"country": "XX"}, {"windows": {"9": []}}, {"windows": "always"}, {"calls_per_day": 0}],
)
def test_what_is_no_decision_is_refused(shop, wrong):
    answer = decide(rows.browser(shop, Role.ADMIN), **{"country": "ES"} | wrong)
    assert answer.status_code in (400, 422)
    assert not CountryRule.objects.exists()


def test_only_who_may_change_settings_decides_and_only_for_their_own(shop):
    assert decide(rows.browser(shop, Role.OPERATOR), country="ES").status_code == 403
    decide(rows.browser(shop, Role.ADMIN), country="ES", needs_consent=True)
    assert told(rows.browser(rows.organization(), Role.ADMIN), "ES")["decision"] is None
