"""The rollup from which reports are read, and the changes that it has still to take in.

Neither is the truth: both are made again from the calls by `reports.rollup.rebuild`.
"""

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from campaigns.models import Campaign


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
