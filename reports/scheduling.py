"""Changing scheduled reports."""

from typing import Any

from django.db import transaction

from accounts.access import Access
from lib.clock import database_now
from reports import tasks
from reports.models import ScheduledReport, SentReport
from reports.sending import next_for, plan


@transaction.atomic
def save_scheduled_report(
    *, access: Access, report: ScheduledReport | None = None, **choices: Any
) -> ScheduledReport:
    """A new one, or another way to send one; its next time follows from what was chosen."""
    access.require("reports.export")
    report = report or ScheduledReport(organization=access.organization, created_by=access.user)
    for name, value in choices.items():
        setattr(report, name, value)
    report.next_at = next_for(report, after=database_now())
    report.save()
    return report


def delete_scheduled_report(*, access: Access, report: ScheduledReport) -> None:
    """Send it no more, and forget what was sent."""
    access.require("reports.export")
    report.delete()


@transaction.atomic
def send_now(*, access: Access, report: ScheduledReport) -> SentReport:
    """Send it at once, of the days that it would tell of today."""
    access.require("reports.export")
    sending = plan(report, now=database_now())
    tasks.wake()
    return sending
