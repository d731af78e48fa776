"""Whom to call, when and how often, and where each person of it stands."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from calls.handling import OnMachine, Recorded
from calls.models import Call, Trunk
from campaigns.brakes import PAUSES
from campaigns.ledger import DIALABLE, State
from campaigns.retries import default_policy
from contacts.models import Contact, ContactList
from conversations.models import Agent, AgentVersion, Purpose
from lib.errors import Text
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

    class Kind(models.TextChoices):
        LIST = "list", _("Lists of people")
        SINGLE = "single", _("One call")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="campaigns"
    )
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.LIST, editable=False)
    request_key = models.CharField(
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("Asked for twice with the same key, it is made once."),
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
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        help_text=_("By whose clock the hours are read. Empty: by that of each person."),
    )
    days_off = models.JSONField(
        _("days without calls"), default=list, blank=True, help_text=_("Dates: 2026-12-25.")
    )
    max_concurrent = models.PositiveIntegerField(_("calls at once"), default=5)
    calls_per_second = models.FloatField(_("calls per second"), default=1.0)
    next_slot_at = models.DateTimeField(null=True, blank=True, editable=False)
    line = models.CharField(
        _("line"),
        max_length=8,
        choices=Agent.VoiceMode.choices,
        blank=True,
        default="",
        help_text=_("Empty: as the agent is set up."),
    )
    on_machine = models.CharField(
        _("when a machine answers"),
        max_length=8,
        choices=OnMachine.choices,
        default=OnMachine.TALK,
    )
    recorded = models.CharField(
        _("recording"), max_length=3, choices=Recorded.choices, blank=True, default=""
    )
    retry_policy = models.JSONField(_("retries"), default=default_policy)

    extract: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(
        _("what to find out"),
        default=list,
        blank=True,
        help_text=_("What each conversation should tell: name, kind, question, required."),
    )

    daily_minutes = models.PositiveIntegerField(_("minutes a day"), null=True, blank=True)
    daily_money = models.DecimalField(
        _("money a day"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    hang_up_limit = models.FloatField(
        _("early hang-ups"),
        default=0.5,
        help_text=_("It pauses when more than this share of the last calls was hung up at once."),
    )
    opt_out_limit = models.FloatField(
        _("opt-outs"),
        default=0.2,
        help_text=_("It pauses when more than this share of the last calls asked for no more."),
    )
    judged_from = models.BigIntegerField(default=0, editable=False)
    resumes_at = models.DateTimeField(_("goes on at"), null=True, blank=True)

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
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "request_key"],
                name="campaign_request_once",
                condition=~Q(request_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pause(self) -> Text:
        """Why it is paused, in the reader's language; what is no code is said as it stands."""
        return PAUSES.get(self.paused_reason, self.paused_reason)


class Priority(models.IntegerChoices):
    """Whose turn comes first among those whose time has come."""

    PROMISED = 100, _("Promised")
    USUAL = 0, _("Usual")


class Target(models.Model):
    """One contact in one campaign: exactly one state, with the reason for it.

    A claim (`state = claimed`) holds a lease; `fence` rises with every claim, so that whoever
    held an older one can no longer write. Points at its latest call; calls know nothing of it.
    """

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        related_name="targets",
        db_index=False,  # others begin with it: each index is written with every claim
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="targets", db_index=False
    )
    call = models.ForeignKey(
        Call,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="targets",
        db_index=False,
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
    # By which list a person came in, whatever became of the list: no row is touched for it.
    from_list = models.ForeignKey(
        ContactList,
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["contact", "campaign"], name="target_once"),
        ]
        indexes = [
            # What the dialer claims from, in the order in which it claims.
            models.Index(
                fields=["campaign", "-priority", "next_attempt_at", "id"],
                name="target_due",
                condition=Q(state__in=sorted(DIALABLE)),
            ),
            models.Index(fields=["campaign", "state", "reason"], name="target_ledger"),
            models.Index(fields=["call"], name="target_of_call", condition=Q(call__isnull=False)),
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


class Promise(models.Model):
    """A time at which somebody was promised a call, on a call, and the call that kept it."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="promises")
    made_on = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="promise")
    promised_at = models.DateTimeField(_("promised"))
    kept_by = models.ForeignKey(
        Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="kept_promises"
    )
    called_at = models.DateTimeField(_("called"), null=True, blank=True)

    class Meta:
        verbose_name = _("promised call")
        verbose_name_plural = _("promised calls")
        indexes = [models.Index(fields=["target", "promised_at"], name="promise_of_target")]

    def __str__(self) -> str:
        return f"{self.target_id} · {self.promised_at:%Y-%m-%d %H:%M}"


class Spending(models.Model):
    """What the settled calls of a campaign came to on one day by its organisation's clock."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="spending")
    day = models.DateField(_("day"))
    calls = models.PositiveIntegerField(_("calls"), default=0)
    minutes = models.PositiveIntegerField(
        _("minutes"), default=0, help_text=_("Each call's begun minutes, as providers count them.")
    )

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spending")
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="spending_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} · {self.day}: {self.minutes}"


class CallingLimits(models.Model):
    """What an organisation may spend on calls in a day, and whether all its calls are stopped."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="calling_limits"
    )
    daily_minutes = models.PositiveIntegerField(_("minutes a day"), null=True, blank=True)
    daily_money = models.DecimalField(
        _("money a day"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calling limits")
        verbose_name_plural = _("calling limits")

    def __str__(self) -> str:
        return str(self.organization)


class EmergencyStop(models.Model):
    """A stop of all calls of this installation, whoever's they are, until somebody lifts it."""

    reason = models.CharField(_("reason"), max_length=200)
    ordered_at = models.DateTimeField(_("since"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("emergency stop")
        verbose_name_plural = _("emergency stops")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lifted_at"],
                name="emergency_stop_once",
                condition=Q(lifted_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.reason
