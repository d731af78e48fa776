"""What an organisation decides for a country, and for how long it keeps things."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.permissions import Role
from contacts.law import law_of
from contacts.models import CountryRule, PrivacySettings
from contacts.services.countries import decide_country
from contacts.standing import decision_of
from lib.errors import InvalidInput
from tests import rows

TODAY = dt.date(2026, 12, 1)


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def decide(shop, country="ES", **decided):
    return decide_country(organization=shop, country=country, today=TODAY, user=None, **decided)


def test_hours_of_ones_own_only_tighten(shop):
    rule = decide(shop, windows={"0": [["06:00", "12:00"]], "6": [["10:00", "12:00"]]})
    law = law_of("ES", decision_of(rule), today=TODAY)
    all_day = {str(day): [["00:00", "24:00"]] for day in range(7)}
    assert law.hours(all_day) == {"0": [["10:00", "12:00"]]}


@pytest.mark.parametrize(
    ("country", "decided"),
    [
        ("XX", {}),
        ("ES", {"windows": {"9": [["10:00", "12:00"]]}}),
        ("ES", {"accepted_until": dt.date(2026, 11, 1)}),
        ("ES", {"accepted_until": dt.date(2029, 1, 1)}),
        ("GB", {"accepted_until": dt.date(2027, 1, 1)}),
    ],
)
def test_what_nobody_may_decide_is_refused(shop, country, decided):
    with pytest.raises(InvalidInput):
        decide(shop, country, **decided)
    assert not CountryRule.objects.exists()


def test_the_page_shows_source_and_dates_and_takes_a_decision(shop):
    browser = rows.browser(shop, Role.ADMIN)
    url = reverse("contacts:country_rules")
    text = browser.get(f"{url}?country=CO").content.decode()
    assert "Ley 2300 de 2023" in text
    assert "May 20, 2027" in text
    assert "Nobody is called: decide" in text, "no preset for Great Britain"
    assert "Soy {agent}, una inteligencia artificial" in text and "press nine" in text
    asked = {"country": "CO", "is_allowed": "on", "days": ["0", "1"], "opens": "10:00"}
    assert browser.post(url, asked).status_code == 422, "hours need an end"
    assert browser.post(url, asked | {"closes": "12:00", "calls_per_week": 2}).status_code == 302
    rule = CountryRule.objects.get(organization=shop)
    assert rule.windows == {"0": [["10:00", "12:00"]], "1": [["10:00", "12:00"]]}
    assert rule.calls_per_week == 2
    assert "Monday 10:00–12:00" in browser.get(url).content.decode()


def test_retention_is_told_on_its_page(shop):
    browser = rows.browser(shop, Role.ADMIN)
    url = reverse("contacts:retention")
    assert browser.post(url, {"recordings_days": 90, "import_files_days": 7}).status_code == 302
    kept = PrivacySettings.objects.get(organization=shop)
    assert (kept.recordings_days, kept.transcripts_days, kept.import_files_days) == (90, None, 7)
    assert b'value="90"' in browser.get(url).content
    assert browser.post(url, {"recordings_days": 0}).status_code == 422
