"""One call: whom it rang, what happened, what was said."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from calls.handling import OnMachine
from calls.lifecycle import ACTIVE, Status
from contacts.models import Contact
from conversations.models import Agent
from lib.tokens import new_token


class Trunk(models.Model):
    """A provider account through which calls leave, with its limits and its pace.

    `next_slot_at` is when the next call should leave. Every sender reserves its slots by moving it
    in the database. One dialer at a time serves a trunk (`calls.duty`): `dialer` until
    `served_until`; `recent` are the times (Unix) at which the last calls of its predecessor left.
    """

    provider = models.CharField(_("provider"), max_length=20)
    account = models.CharField(_("account"), max_length=80)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False)
    calls_per_second = models.FloatField(_("calls per second"), default=1.0)
    max_concurrent = models.PositiveIntegerField(_("calls at once"), default=10)
    next_slot_at = models.DateTimeField(_("next slot"), null=True, blank=True)
    dialer = models.CharField(max_length=32, blank=True, editable=False)
    served_until = models.DateTimeField(null=True, blank=True, editable=False)
    recent: "models.JSONField[list[float]]" = models.JSONField(
        default=list, blank=True, editable=False
    )
    paused_reason = models.CharField(_("paused because"), max_length=200, blank=True)
    paused_until = models.DateTimeField(_("goes on at"), null=True, blank=True)
    judged_from = models.BigIntegerField(default=0, editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False)
    number_slots: "models.JSONField[dict[str, str]]" = models.JSONField(
        default=dict, blank=True, editable=False
    )
    resting: "models.JSONField[dict[str, str]]" = models.JSONField(
        _("numbers at rest"), default=dict, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("trunk")
        verbose_name_plural = _("trunks")
        constraints = [
            models.UniqueConstraint(fields=["provider", "account"], name="trunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.account[:8]}…"


class Outcome(models.TextChoices):
    """What came of a call, in the business's words."""

    GOAL_MET = "goal_met", _("Goal met")
    INTERESTED = "interested", _("Interested")
    NOT_INTERESTED = "not_interested", _("Not interested")
    CALLBACK = "callback", _("Asked to be called back")
    OPTED_OUT = "opted_out", _("Asked not to be called")
    WRONG_NUMBER = "wrong_number", _("Wrong person")
    VOICEMAIL = "voicemail", _("Voicemail")
    HUNG_UP = "hung_up", _("Hung up early")
    TALKED = "talked", _("Talked, no result")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    FAILED = "failed", _("Could not be connected")
    CANCELED = "canceled", _("Canceled")
    NOT_PLACED = "not_placed", _("Not placed")


class Call(models.Model):
    """One attempt to ring one number. Only `calls.services` writes its status.

    `token` is random, is in every callback address, and is how a call whose answer we never
    got is recognised. `fence` counts the moves before the send: whoever holds an old one is
    refused. Times are UTC; `duration` is seconds of talk as the provider counts them.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="calls")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="calls")
    trunk = models.ForeignKey(Trunk, on_delete=models.PROTECT, related_name="calls")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    provider_id = models.CharField(_("provider's id"), max_length=80, blank=True)
    to_number = models.CharField(_("to"), max_length=16)
    from_number = models.CharField(_("from"), max_length=16)
    context = models.JSONField(
        _("context"),
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("What the agent was told for this call."),
    )

    on_machine = models.CharField(
        _("when a machine answers"),
        max_length=8,
        choices=OnMachine.choices,
        default=OnMachine.TALK,
    )
    line = models.CharField(
        _("line"), max_length=8, choices=Agent.VoiceMode.choices, blank=True, default=""
    )

    status = models.CharField(
        _("status"),
        max_length=12,
        choices=[(status.value, status.value) for status in Status],
        default=Status.INTENT.value,
    )
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    gate = models.JSONField(_("why it was allowed"), default=dict, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=Outcome.choices, blank=True, default=""
    )
    summary = models.TextField(_("summary"), blank=True)
    callback_at = models.DateTimeField(_("call back at"), null=True, blank=True)
    retry_at = models.DateTimeField(
        _("not before"),
        null=True,
        blank=True,
        help_text=_("Set when the call was not placed but may be, from this time on."),
    )
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=24, blank=True)
    last_said = models.CharField(_("last sentence"), max_length=300, blank=True)

    created_at = models.DateTimeField(_("planned"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    ringing_at = models.DateTimeField(_("rang"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    duration = models.PositiveIntegerField(_("seconds"), null=True, blank=True)
    checked_at = models.DateTimeField(_("last asked of the provider"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            models.Index(fields=["organization", "-id"], name="call_newest"),
            models.Index(fields=["contact", "-id"], name="call_of_contact"),
            models.Index(
                fields=["trunk"],
                name="call_active",
                condition=Q(status__in=sorted(ACTIVE)),
            ),
        ]
        constraints = [
            # Nobody's phone is rung twice at once, whoever asks.
            models.UniqueConstraint(
                fields=["organization", "to_number"],
                name="call_one_in_flight",
                condition=Q(status__in=sorted(ACTIVE)),
            ),
            # The first provider id for a token wins; one id belongs to one call.
            models.UniqueConstraint(
                fields=["trunk", "provider_id"],
                name="call_provider_id_once",
                condition=~Q(provider_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} → {self.to_number}"

    @property
    def state(self) -> Status:
        """The status as what it is."""
        return Status(self.status)


class CallEvent(models.Model):
    """Something that a provider, or we, said about a call. Append-only, never changed."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    source = models.CharField(_("source"), max_length=20)
    key = models.CharField(
        max_length=100, help_text=_("What makes a repeated report the same report.")
    )
    status = models.CharField(_("status"), max_length=20, blank=True)
    occurred_at = models.DateTimeField(_("happened"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    data: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("call event")
        verbose_name_plural = _("call events")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "source", "key"], name="call_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.status}"


class Turn(models.Model):
    """One stretch of speech. `said_at_ms` counts from the answer.

    An agent's turn that was interrupted keeps only what the person heard.
    """

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        PERSON = "person", _("Person")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=8, choices=Role.choices)
    text = models.TextField()
    said_at_ms = models.PositiveIntegerField()
    interrupted = models.BooleanField(default=False)
    latency_ms = models.JSONField(
        default=dict, help_text=_("Milliseconds of each stage before this turn was heard.")
    )
    usage: "models.JSONField[dict[str, Any]]" = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Tokens that the model read and wrote for this turn, and US dollars."),
    )

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="turn_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:40]}"


class Recording(models.Model):
    """A recording of a call, or of a part of it. Its sound lies in our own storage."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be fetched")
        READY = "ready", _("Ready")
        ABSENT = "absent", _("Nothing was recorded")
        LOST = "lost", _("Could not be fetched")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="recordings")
    provider_id = models.CharField(_("provider's id"), max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)
    name = models.CharField(_("file"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    peaks = models.JSONField(
        default=list, help_text=_("How loud it is, for each channel, from beginning to end.")
    )
    tries = models.PositiveSmallIntegerField(default=0)
    fetch_at = models.DateTimeField()
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(fields=["call", "provider_id"], name="recording_once"),
        ]
        indexes = [
            models.Index(
                fields=["fetch_at"],
                name="recording_waiting",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.provider_id}"


class RecordingDeletion(models.Model):
    """A recording that the provider is still to delete: tried until it is gone there, too."""

    trunk = models.ForeignKey(Trunk, on_delete=models.CASCADE, related_name="+")
    provider_id = models.CharField(_("provider's id"), max_length=80)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"), db_index=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("recording to be deleted")
        verbose_name_plural = _("recordings to be deleted")
        constraints = [
            models.UniqueConstraint(fields=["trunk", "provider_id"], name="deletion_once"),
        ]

    def __str__(self) -> str:
        return self.provider_id


class CallNote(models.Model):
    """What a colleague wrote about a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.CharField(_("note"), max_length=2000)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:40]


class CallFeedback(models.Model):
    """Whether a colleague found that the agent did well on a call, and in which respect."""

    class Tag(models.TextChoices):
        """What it was about."""

        NONE = "", _("In general")
        FACTS = "facts", _("What it said of the business")
        MANNERS = "manners", _("Its manners")
        HEARING = "hearing", _("What it understood")
        PACE = "pace", _("Its pace")
        GOAL = "goal", _("How it went for the goal")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="feedback")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_good = models.BooleanField(_("good"))
    tag = models.CharField(_("about"), max_length=10, choices=Tag.choices, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(fields=["call", "author"], name="call_feedback_once")
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.is_good}"
