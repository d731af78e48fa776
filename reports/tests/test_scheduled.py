"""Reports that are sent by themselves: when, of which days, to whom, and once."""

import csv
import datetime as dt
import io

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.permissions import Role
from lib.clock import database_now
from reports import tasks
from reports.models import ScheduledReport, SentReport
from reports.occasions import next_time, period_before
from reports.sending import LEASE, TRIES
from tests import rows

EIGHT = dt.time(8)


def at(text):
    return dt.datetime.fromisoformat(text)


class TestOccasions:
    @pytest.mark.parametrize(
        ("every", "after", "expected"),
        [
            ("day", "2026-03-10T06:59:00+00:00", "2026-03-10T07:00:00+00:00"),
            ("day", "2026-03-10T07:00:00+00:00", "2026-03-11T07:00:00+00:00"),
            ("day", "2026-03-28T07:00:00+00:00", "2026-03-29T06:00:00+00:00"),  # summer begins
            ("week", "2026-03-10T12:00:00+00:00", "2026-03-16T07:00:00+00:00"),
            ("month", "2026-01-01T07:00:00+00:00", "2026-02-01T07:00:00+00:00"),
        ],
    )
    def test_the_next_time_is_by_the_organisations_clock(self, every, after, expected):
        found = next_time(every, at=EIGHT, weekday=0, zone="Europe/Madrid", after=at(after))
        assert found == at(expected)

    @pytest.mark.parametrize(
        ("every", "since", "until"),
        [
            ("day", "2026-02-28", "2026-02-28"),
            ("week", "2026-02-22", "2026-02-28"),
            ("month", "2026-02-01", "2026-02-28"),
        ],
    )
    def test_it_tells_of_days_that_are_over(self, every, since, until):
        period = period_before(every, dt.date(2026, 3, 1))
        assert period.days == (dt.date.fromisoformat(since), dt.date.fromisoformat(until))


@pytest.fixture
def shop(db):
    return rows.organization(language="en")


@pytest.fixture
def monday(shop):
    """A week's report with two calls in its days, one of a campaign and one beside."""
    sent = at("2025-12-30T10:00:00+00:00")
    told = {"sent_at": sent, "answered_at": sent, "ended_at": sent, "duration": 120}
    campaign = rows.campaign(shop, name="Roscones")
    rows.called_target(campaign, outcome="goal_met", **told)
    rows.call(shop, outcome="talked", **told)
    return rows.scheduled_report(shop, name="Weekly", format="csv")


def test_the_real_task_sends_it_with_its_file_and_plans_the_next(monday, shop):
    tasks.send_reports()
    (letter,) = mail.outbox
    assert letter.to == ["boss@example.test"]
    name, content, kind = letter.attachments[0]
    assert (name, kind) == ("2025-12-29_2026-01-04.csv", "text/csv")
    (line,) = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert line == {
        "Day": "2025-12-30", "Campaign": "Roscones", "Calls": "1", "Answered": "1",
        "Goal met": "1", "Minutes of talk": "2.0",
    }  # fmt: skip
    monday.refresh_from_db()
    assert monday.next_at > database_now()  # weeks were missed: they are not made up for
    sending = monday.sendings.get()
    assert (sending.state, sending.try_at) == (SentReport.State.SENT, None)
    tasks.send_reports()
    assert len(mail.outbox) == 1


def test_it_is_a_workbook_or_a_page_to_read_as_well(monday):
    for form in ("xlsx", "pdf"):
        ScheduledReport.objects.update(format=form, next_at=at("2026-01-05T00:00:00+00:00"))
        tasks.send_reports()
    workbook, document = (io.BytesIO(letter.attachments[0][1]) for letter in mail.outbox)
    assert [cell.value for cell in list(load_workbook(workbook).active)[1]][1] == "Roscones"
    text = PdfReader(document).pages[0].extract_text()
    assert "Weekly" in text
    assert "2  (0)" in text  # calls in these days, and in those before


def test_one_that_is_switched_off_is_not_sent(monday):
    ScheduledReport.objects.update(is_active=False)
    tasks.send_reports()
    assert mail.outbox == []


def test_what_can_not_be_sent_is_tried_again_and_then_told(monday, shop, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    for _ in range(TRIES):
        tasks.send_reports()
        SentReport.objects.filter(try_at__isnull=False).update(try_at=database_now())
    sending = monday.sendings.get()
    assert (sending.state, sending.tries) == (SentReport.State.FAILED, TRIES)
    assert "Connection" in sending.problem
    with translation.override("en"):
        assert str(shop.notices.get()) == "The report “Weekly” could not be sent by e-mail."


def test_what_a_lost_worker_left_is_sent_by_another(monday):
    SentReport.objects.create(
        report=monday, since=dt.date(2026, 1, 1), until=dt.date(2026, 1, 1),
        recipients=["boss@example.test"], tries=1, try_at=database_now() + LEASE,
    )  # fmt: skip
    ScheduledReport.objects.update(is_active=False)
    tasks.send_reports()
    assert mail.outbox == []
    SentReport.objects.update(try_at=database_now())
    tasks.send_reports()
    assert len(mail.outbox) == 1


class TestPages:
    FORM = {
        "name": "Daily", "every": "day", "weekday": 0, "at": "07:30", "format": "pdf",
        "recipients": "a@example.test; b@example.test, a@example.test", "is_active": "on",
    }  # fmt: skip

    def test_one_makes_it_sends_it_and_sees_what_was_sent(self, shop):
        browser = rows.browser(shop, Role.OPERATOR)
        answer = browser.post(reverse("reports:scheduled_create"), self.FORM)
        report = ScheduledReport.objects.get()
        assert answer["Location"] == reverse("reports:scheduled_detail", args=[report.pk])
        assert report.recipients == ["a@example.test", "b@example.test"]
        assert "Daily" in browser.get(reverse("reports:scheduled")).text
        browser.post(reverse("reports:scheduled_send", args=[report.pk]))
        tasks.send_reports()
        assert mail.outbox[0].to == report.recipients
        page = browser.get(reverse("reports:scheduled_detail", args=[report.pk]))
        assert "Sent:" in page.text
        browser.post(reverse("reports:scheduled_delete", args=[report.pk]))
        assert not ScheduledReport.objects.exists()

    def test_what_is_wrong_is_said_and_kept(self, shop):
        browser = rows.browser(shop)
        form = self.FORM | {"recipients": "boss at home"}
        answer = browser.post(reverse("reports:scheduled_create"), form)
        assert answer.status_code == 422
        assert "boss at home" in answer.text
        assert "Enter a valid email address." in answer.text
