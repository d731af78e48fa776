"""Who did what, from where: written by the database itself, and never changed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import OwnedQuerySet


class AuditEntry(models.Model):
    """One change of one row, or one act worth keeping (a recording was listened to).

    A trigger writes it in the transaction of the change, so bulk updates and raw SQL are in it
    too; another forbids changing it. It points at nothing by foreign key: it outlives what it
    tells of. `before` and `after` hold the columns that differ (all of them where a row came or
    went), without secrets; `actor` is what `accounts.audit` knows of the one who asked.
    """

    class Action(models.TextChoices):
        """What happened."""

        INSERT = "insert", _("Added")
        UPDATE = "update", _("Changed")
        DELETE = "delete", _("Deleted")
        ACT = "act", _("Done")

    happened_at = models.DateTimeField(_("when"), auto_now_add=True)
    organization = models.ForeignKey(
        "accounts.Organization",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    action = models.CharField(_("what"), max_length=8, choices=Action.choices)
    subject = models.CharField(_("of what"), max_length=60)
    subject_id = models.CharField(_("number"), max_length=40, blank=True)
    actor: "models.JSONField[dict[str, Any]]" = models.JSONField(_("who"), default=dict)
    before: "models.JSONField[dict[str, Any] | None]" = models.JSONField(_("before"), null=True)
    after: "models.JSONField[dict[str, Any] | None]" = models.JSONField(_("after"), null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        indexes = [
            models.Index(fields=["organization", "-id"], name="audit_newest"),
            models.Index(fields=["subject", "subject_id", "-id"], name="audit_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.subject_id}"
