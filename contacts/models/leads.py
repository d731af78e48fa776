"""Where a person stands on the way to becoming a customer."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from contacts.models.people import Contact
from contacts.scoring import REASON_LABELS, Reason
from lib.errors import Text


class Stage(models.Model):
    """A stage of an organisation's own. `kind` says what it means to us: results of calls move a
    lead to the first stage of a kind."""

    class Kind(models.TextChoices):
        NEW = "new", _("New")
        CONTACTED = "contacted", _("Contacted")
        QUALIFIED = "qualified", _("Qualified")
        APPOINTMENT = "appointment", _("Appointment")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("means"), max_length=12, choices=Kind.choices)
    place = models.PositiveSmallIntegerField(_("place"), default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="stage_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Lead(models.Model):
    """A contact on the way: its stage, its score and the reasons for it."""

    contact = models.OneToOneField(
        Contact, on_delete=models.CASCADE, primary_key=True, related_name="lead"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="leads", db_index=False
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="leads")
    score = models.SmallIntegerField(_("score"), default=0)
    reasons: "models.JSONField[list[list[Any]]]" = models.JSONField(
        _("reasons for the score"),
        default=list,
        help_text=_("Code and points of each, oldest first: `contacts.scoring.Reason`."),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    moved_at = models.DateTimeField(_("in this stage since"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        indexes = [
            models.Index(fields=["organization", "stage", "-score", "-contact"], name="lead_board"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.stage_id}"

    @property
    def because(self) -> list[Reason]:
        """The reasons for the score, oldest first."""
        return [Reason(*each) for each in self.reasons]

    @property
    def explained(self) -> list[tuple[Text, int]]:
        """What each reason says and its points, the latest first."""
        return [(REASON_LABELS.get(each.code, each.code), each.points) for each in self.because][
            ::-1
        ]


class LeadEvent(models.Model):
    """That a lead moved or its score changed, why, and by whom. Append-only."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="events")
    from_stage = models.CharField(_("from"), max_length=60, blank=True)
    to_stage = models.CharField(_("to"), max_length=60)
    score = models.SmallIntegerField(_("score"))
    reason = models.CharField(_("reason"), max_length=40)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a lead")
        verbose_name_plural = _("changes of leads")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"

    @property
    def sentence(self) -> Text:
        """Why, in the reader's language."""
        return REASON_LABELS.get(self.reason, self.reason)
