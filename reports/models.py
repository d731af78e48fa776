"""The rollup from which reports are read, and the changes that it has still to take in.

Neither is the truth: both are made again from the calls by `reports.rollup.rebuild`.
"""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organization, OwnedQuerySet
from campaigns.models import Campaign
from reports.occasions import Every


class Figure(models.Model):
    """What came of the calls of one day, counted by one thing (`kind`) that has one value (`key`):
    ("outcome", "busy"), ("hour", "17").

    A row without a campaign counts the whole organisation, calls outside of campaigns among
    them. `day` is by the organisation's clock. Only calls that are over are counted.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    day = models.DateField()
    key = models.CharField(max_length=40)
    calls = models.IntegerField()
    reached = models.IntegerField()
    goals = models.IntegerField()
    seconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "campaign", "day", "key"],
                name="figure_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "day"], name="figure_of_all", condition=Q(campaign__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.key}: {self.calls}"


class Change(models.Model):
    """A call that began (`sign` 1) or ceased (-1) to be what is said here.

    Written by a trigger on the calls, in the transaction of whoever changed them, and taken in
    by `reports.rollup.fold`. A call's outcome that is corrected leaves two: what it was, and
    what it is.
    """

    call_id = models.BigIntegerField()
    sign = models.SmallIntegerField()
    organization_id = models.BigIntegerField()
    agent_id = models.BigIntegerField()
    version = models.CharField(max_length=9, blank=True, default="")
    from_number = models.CharField(max_length=16)
    to_number = models.CharField(max_length=16)
    began_at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    answered = models.BooleanField()
    seconds = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.call_id}: {self.sign}"


class Book(models.Model):
    """The clock by which an organisation's figures were counted into days and hours."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="reports_book"
    )
    time_zone = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.time_zone}"


class ScheduledReport(models.Model):
    """A report that is sent by e-mail again and again, by its organisation's clock."""

    class Format(models.TextChoices):
        """What the file is."""

        PDF = "pdf", _("PDF, to read")
        XLSX = "xlsx", _("Excel (XLSX), a row for each day and campaign")
        CSV = "csv", _("CSV, a row for each day and campaign")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="scheduled_reports"
    )
    name = models.CharField(_("name"), max_length=80)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    every = models.CharField(_("how often"), max_length=5, choices=Every, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(_("on"), choices=list(WEEKDAYS.items()), default=0)
    at = models.TimeField(_("at"), default=dt.time(8))
    format = models.CharField(_("as"), max_length=4, choices=Format, default=Format.PDF)
    recipients = ArrayField(models.EmailField(), verbose_name=_("to"), size=10)
    is_active = models.BooleanField(_("active"), default=True)
    next_at = models.DateTimeField(_("next"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled report")
        verbose_name_plural = _("scheduled reports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["next_at"], name="report_due", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name


class SentReport(models.Model):
    """One sending of a scheduled report: planned with its occasion, then sent or given up.

    `try_at` is both the plan and the lease of whoever sends it; None: it is over.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("On its way")
        SENT = "sent", pgettext_lazy("a report", "Sent")
        FAILED = "failed", _("Could not be sent")

    report = models.ForeignKey(ScheduledReport, on_delete=models.CASCADE, related_name="sendings")
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    recipients = ArrayField(models.EmailField(), size=10)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["try_at"], name="sending_due", condition=Q(try_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.since} – {self.until}"
