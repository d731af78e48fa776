"""Consents by the API: written down with their proof, listed, withdrawn."""

import pytest

from accounts.permissions import Role
from contacts.models import ConsentRecord
from contacts.standing import standings
from tests import rows

ADDRESS = "/api/v1/consents/"
ASKED = {
    "phone": "612 34 56 78", "purpose": "marketing", "basis": "written",
    "text": "Yes, call me.", "source": "web form", "evidence": "form 7",
}  # fmt: skip
E164 = "+34612345678"


@pytest.fixture
def shop(db):
    return rows.organization(default_country="ES")


def post(browser, address, **asked):
    return browser.post(address, asked, content_type="application/json")


def test_a_consent_is_recorded_listed_and_withdrawn(shop):
    browser = rows.browser(shop)
    made = post(browser, ADDRESS, **ASKED)
    assert made.status_code == 201
    told = made.json()
    assert (told["e164"], told["text"], told["evidence"]) == (E164, "Yes, call me.", "form 7")
    assert told["recorded_by"] and told["recorded_at"]
    assert standings(shop.pk, [E164]).numbers[E164].agreed == ("marketing",)
    assert [each["id"] for each in browser.get(f"{ADDRESS}?purpose=marketing").json()["results"]]

    assert post(browser, f"{ADDRESS}withdraw/", phone=E164, purpose="service").json() == {
        "withdrawn": 0
    }
    assert post(browser, f"{ADDRESS}withdraw/", phone=E164).json() == {"withdrawn": 1}
    assert standings(shop.pk, [E164]).numbers[E164].agreed == ()
    assert browser.get(f"{ADDRESS}?standing=true").json()["results"] == []


@pytest.mark.parametrize(
    "wrong", [{"phone": "12"}, {"source": " "}, {"given_at": "2999-01-01T00:00:00Z"}]
)
def test_what_proves_nothing_is_refused(shop, wrong):
    answer = post(rows.browser(shop), ADDRESS, **ASKED | wrong)
    assert answer.status_code in (400, 422)
    assert not ConsentRecord.objects.exists()


def test_another_organisation_s_are_not_seen_or_withdrawn(shop):
    post(rows.browser(shop), ADDRESS, **ASKED)
    other = rows.browser(rows.organization(default_country="ES"))
    assert other.get(ADDRESS).json()["results"] == []
    assert post(other, f"{ADDRESS}withdraw/", phone=E164).json() == {"withdrawn": 0}
    assert post(rows.browser(shop, Role.VIEWER), ADDRESS, **ASKED).status_code == 403
