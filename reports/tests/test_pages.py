"""The pages, the export and the API of reports."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.permissions import Role
from calls.models import Outcome
from campaigns.ledger import State
from contacts.models import Import
from reports.charts import bars_of
from reports.templatetags.report_words import duration, percent
from tests import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return rows.organization()


@pytest.fixture
def campaign(shop):
    return rows.campaign(shop, name="Roscones")


@pytest.fixture
def browser(shop):
    return rows.browser(shop, Role.OPERATOR)


def text_of(response):
    return re.sub(r"<[^>]*>|\s+", " ", response.content.decode())


def report(browser, campaign):
    return browser.get(reverse("reports:campaign", args=[campaign.pk]))


def test_it_shows_what_came_of_a_campaign(browser, campaign, shop):
    into = rows.contact_list(shop)
    campaign.lists.add(into)
    file = Import.objects.create(
        organization=shop, contact_list=into, filename="contactos.csv", created=1, rejected=1
    )
    file.rejected_rows.create(row_number=17, reason="phone_missing")
    rows.called_target(campaign, outcome=Outcome.GOAL_MET)
    rows.target(campaign, state=State.SKIPPED, reason="suppressed")
    shown = text_of(report(browser, campaign))
    for said in (
        "Goal met",
        "This number asked not to be called.",
        "1 rows imported, 1 rejected",
        "contactos.csv",
        "17",
        "The phone number is missing.",
    ):
        assert said in shown
    assert "can't explain" not in shown


def test_it_says_loudly_when_somebody_is_not_explained(browser, campaign):
    rows.target(campaign, state=State.SKIPPED, reason="because")
    assert "1 person is in a state that we can't explain" in text_of(report(browser, campaign))


def test_a_campaign_that_never_called_has_a_report_too(browser, campaign):
    assert "No call was placed yet." in text_of(report(browser, campaign))


def test_the_list_compares_campaigns(browser, campaign):
    rows.called_target(campaign, outcome=Outcome.GOAL_MET)
    shown = text_of(browser.get(reverse("reports:campaigns")))
    assert "Roscones" in shown


def test_without_campaigns_the_list_says_what_comes_first(browser):
    assert "Nothing to report yet" in text_of(browser.get(reverse("reports:campaigns")))
    assert "No calls in these days" in text_of(browser.get(reverse("reports:list")))


def test_the_export_has_every_call(browser, campaign):
    target = rows.called_target(campaign, outcome=Outcome.BUSY, status="busy")
    again = rows.call(
        campaign.organization, contact=target.contact, outcome=Outcome.GOAL_MET, summary="=1+1"
    )
    target.calls.create(campaign=campaign, call=again)
    response = browser.get(reverse("reports:export", args=[campaign.pk]))
    lines = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [line["Outcome"] for line in lines] == ["Busy", "Goal met"]
    assert lines[1]["Summary"] == "'=1+1"


def test_the_workbook_has_the_same_rows(browser, campaign):
    rows.called_target(campaign, outcome=Outcome.GOAL_MET, duration=61, summary="=1+1")
    response = browser.get(reverse("reports:xlsx", args=[campaign.pk]))
    book = load_workbook(io.BytesIO(response.getvalue()))
    header, call = book.active.iter_rows(values_only=True)
    found = dict(zip(header, call, strict=True))
    assert (found["Outcome"], found["Seconds"], found["Summary"]) == ("Goal met", 61, "'=1+1")


def test_the_pdf_says_what_the_page_says(browser, campaign):
    rows.called_target(campaign, outcome=Outcome.GOAL_MET)
    rows.target(campaign, state=State.SKIPPED, reason="suppressed")
    response = browser.get(reverse("reports:pdf", args=[campaign.pk]))
    pages = PdfReader(io.BytesIO(response.getvalue())).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("Roscones", "Goal met", "This number asked not to be called."):
        assert words in said


def test_the_api_gives_the_same_report(browser, campaign):
    rows.called_target(campaign, outcome=Outcome.GOAL_MET, duration=9)
    rows.target(campaign, state=State.SKIPPED, reason="suppressed")
    read = browser.get(f"/api/v1/reports/campaigns/{campaign.pk}/").json()
    assert read["contacts"] == 2
    assert read["calls"] == {"goal_met": 1}
    assert read["skipped"] == {"suppressed": 1}
    assert read["unexplained"] == 0


@pytest.mark.parametrize("name", ["campaign", "export", "xlsx", "pdf"])
def test_a_report_of_others_does_not_exist(browser, name):
    theirs = rows.campaign(rows.organization())
    assert browser.get(reverse(f"reports:{name}", args=[theirs.pk])).status_code == 404
    assert browser.get(f"/api/v1/reports/campaigns/{theirs.pk}/").status_code == 404


def test_reports_of_others_are_not_listed(browser):
    rows.campaign(rows.organization(), name="Secret")
    for name in ("reports:list", "reports:campaigns"):
        assert "Secret" not in text_of(browser.get(reverse(name)))


def test_a_viewer_reads_and_does_not_export(shop, campaign):
    viewer = rows.browser(shop, Role.VIEWER)
    assert report(viewer, campaign).status_code == 200
    assert viewer.get(reverse("reports:export", args=[campaign.pk])).status_code == 403


def test_strangers_are_sent_to_sign_in(client, campaign):
    for address in (
        reverse("reports:list"),
        reverse("reports:campaign", args=[campaign.pk]),
        reverse("reports:export", args=[campaign.pk]),
    ):
        assert reverse("account_login") in client.get(address)["Location"]
    assert client.get(f"/api/v1/reports/campaigns/{campaign.pk}/").status_code == 401


def test_the_longest_bar_fills_its_cell():
    bars = bars_of([("a", 30, "success"), ("b", 10, ""), ("c", 0, "")])
    assert [(bar.width, bar.share) for bar in bars] == [
        ("100.00%", 75),
        ("33.33%", 25),
        ("0.00%", 0),
    ]
    assert bars_of([]) == ()
    assert bars_of([("a", 0, "")])[0].width == "0%"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (5040, "1 h 24 min")],
)
def test_durations_are_said_as_people_say_them(seconds, said):
    with translation.override("en"):
        assert duration(seconds) == said


def test_shares_are_whole_percents():
    assert percent(0.7064) == "71 %"
