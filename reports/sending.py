"""Sending scheduled reports: plan what is due, claim, make the file, send, record.

A sending is a row before anything is sent, and its lease ends later than sending can take: one
that a lost worker left is sent again, twice rather than never.
"""

import datetime as dt
import logging
import smtplib
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lib.clock import database_now
from notices.services import notify
from reports.models import ScheduledReport, SentReport
from reports.occasions import next_time, period_before
from reports.period import Period
from reports.summary import file_of

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=10)
AGAIN = dt.timedelta(minutes=5)
TRIES = 4
MOST_BYTES = 15_000_000
"""What mail servers take with ease."""
_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooLarge(Exception):
    """The file is more than an e-mail should carry."""


def plan_due(*, now: dt.datetime) -> int:
    """Write down a sending for each report whose time has come, and when it comes next. A day
    that was missed as a whole is made up for once, not once for every time."""
    planned = 0
    with transaction.atomic():
        due = ScheduledReport.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            is_active=True, next_at__lte=now, organization__suspended_at=None
        )
        for report in due.select_related("organization")[:100]:
            plan(report, now=report.next_at)
            report.next_at = next_for(report, after=now)
            report.save(update_fields=["next_at"])
            planned += 1
    return planned


def plan(report: ScheduledReport, *, now: dt.datetime) -> SentReport:
    """A sending of the days before `now`, to be sent at once."""
    today = timezone.localtime(now, ZoneInfo(report.organization.time_zone))
    period = period_before(report.every, today.date())
    return SentReport.objects.create(
        report=report,
        since=period.since,
        until=period.until,
        recipients=report.recipients,
        try_at=database_now(),
    )


def next_for(report: ScheduledReport, *, after: dt.datetime) -> dt.datetime:
    """When a report comes next."""
    return next_time(
        report.every,
        at=report.at,
        weekday=report.weekday,
        zone=report.organization.time_zone,
        after=after,
    )


def send_waiting() -> int:
    """Send what is planned; how many e-mails went."""
    sent = 0
    while (sending := _claim()) is not None:
        try:
            size = _send(sending)
        except (OSError, smtplib.SMTPException, TooLarge) as error:
            _put_off(sending, error)
        else:
            sent += 1
            SentReport.objects.filter(pk=sending.pk).update(
                state=SentReport.State.SENT, size=size, sent_at=database_now(), try_at=None
            )
    return sent


@transaction.atomic
def _claim() -> SentReport | None:
    due = SentReport.objects.select_for_update(skip_locked=True, of=("self",))
    sending = (
        due.filter(try_at__lte=database_now())
        .select_related("report__organization", "report__created_by")
        .order_by("try_at")
        .first()
    )
    if sending is not None:
        sending.tries += 1
        sending.try_at = database_now() + LEASE
        sending.save(update_fields=["tries", "try_at"])
    return sending


def _send(sending: SentReport) -> int:
    report, period = sending.report, Period(sending.since, sending.until)
    organization = report.organization
    writer = report.created_by
    language = (writer.language if writer else "") or organization.language
    with translation.override(language), timezone.override(organization.time_zone):
        with file_of(report, period) as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise TooLarge(f"more than {MOST_BYTES:,} bytes")
        days = " – ".join(date_format(day, "SHORT_DATE_FORMAT") for day in period.days)
        letter = EmailMessage(
            f"{report.name} · {days}",
            _("The report “{report}” of {organization} is attached.").format(
                report=report.name, organization=organization
            ),
            None,
            sending.recipients,
        )
        name = f"{sending.since}_{sending.until}.{report.format}"
        letter.attach(name, content, _TYPES[report.format])
    letter.send()
    return len(content)


@transaction.atomic
def _put_off(sending: SentReport, error: Exception) -> None:
    logger.warning("report not sent", extra={"sending": sending.pk}, exc_info=error)
    is_over = isinstance(error, TooLarge) or sending.tries >= TRIES
    SentReport.objects.filter(pk=sending.pk).update(
        state=SentReport.State.FAILED if is_over else SentReport.State.WAITING,
        try_at=None if is_over else database_now() + AGAIN * sending.tries,
        problem=f"{type(error).__name__}: {error}"[:200],
    )
    if is_over:
        notify(
            organization=sending.report.organization,
            kind="report_failed",
            link=reverse("reports:scheduled_detail", args=[sending.report_id]),
            report=sending.report.name,
        )
