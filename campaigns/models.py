"""Whom to call, when and how often, and where each person of it stands."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from calls.models import Call, Trunk
from campaigns.ledger import DIALABLE, State
from campaigns.retries import default_policy
from contacts.models import Contact, ContactList
from conversations.models import Agent, AgentVersion, Purpose
from lib.hours import default_windows


class Campaign(models.Model):
    """A set of people to be called by an agent within certain hours."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        COMPLETED = "completed", _("Completed")
        CANCELED = "canceled", _("Canceled")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="campaigns"
    )
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.SALES
    )
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="campaigns")
    agent_version = models.ForeignKey(
        AgentVersion,
        verbose_name=_("version of the agent"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        help_text=_("What the agent was when the campaign started; empty before."),
    )
    lists = models.ManyToManyField(ContactList, related_name="campaigns", verbose_name=_("lists"))
    trunk = models.ForeignKey(
        Trunk, on_delete=models.PROTECT, related_name="campaigns", null=True, blank=True
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    paused_reason = models.CharField(_("paused because"), max_length=200, blank=True)

    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    windows = models.JSONField(
        _("calling hours"),
        default=default_windows,
        help_text=_("Weekday (0 is Monday) → [[from, to], …] by the clock where the person is."),
    )
    max_concurrent = models.PositiveIntegerField(_("calls at once"), default=5)
    calls_per_second = models.FloatField(_("calls per second"), default=1.0)
    next_slot_at = models.DateTimeField(null=True, blank=True, editable=False)
    retry_policy = models.JSONField(_("retries"), default=default_policy)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status"], name="campaign_status"),
        ]

    def __str__(self) -> str:
        return self.name


class Priority(models.IntegerChoices):
    """Whose turn comes first among those whose time has come."""

    PROMISED = 100, _("Promised")
    USUAL = 0, _("Usual")


class Target(models.Model):
    """One contact in one campaign: exactly one state, with the reason for it.

    A claim (`state = claimed`) holds a lease; `fence` rises with every claim, so that whoever
    held an older one can no longer write. Points at its latest call; calls know nothing of it.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="targets")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="targets")
    call = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="targets"
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=[(state.value, state.value) for state in State],
        default=State.PENDING.value,
    )
    reason = models.CharField(_("reason"), max_length=40, default="not_called_yet")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    priority = models.SmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.USUAL
    )
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "contact"], name="target_once"),
        ]
        indexes = [
            # What the dialer claims from, in the order in which it claims.
            models.Index(
                fields=["campaign", "-priority", "next_attempt_at", "id"],
                name="target_due",
                condition=Q(state__in=sorted(DIALABLE)),
            ),
            models.Index(fields=["campaign", "state", "reason"], name="target_ledger"),
            models.Index(
                fields=["lease_until"],
                name="target_leased",
                condition=Q(state=State.CLAIMED.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.contact_id}: {self.state}"


class Attempt(models.Model):
    """One call that was planned to reach a target: the link from a campaign to all its calls.

    Written with the call, never changed. Calls know nothing of it.
    """

    call = models.OneToOneField(
        Call, on_delete=models.CASCADE, primary_key=True, related_name="attempt"
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="attempts")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="calls")

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["campaign", "-call"], name="attempt_newest")]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.call_id}"
