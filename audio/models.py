"""Sentences that were spoken once and are kept, and how much that saves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from conversations.models import Agent


class Clip(models.Model):
    """A sentence in a voice, bought once. Only `audio.services` writes here.

    `making` holds a lease: whoever buys it has until then, and whoever else wants it waits.
    `failed` keeps others from asking again until the lease is over. The words are not kept:
    they may name somebody.
    """

    class State(models.TextChoices):
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="clips")
    agent = models.ForeignKey(
        Agent, on_delete=models.SET_NULL, null=True, blank=True, related_name="clips"
    )
    key = models.CharField(max_length=64, editable=False)
    voice = models.CharField(_("voice"), max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.MAKING)
    lease_until = models.DateTimeField()
    fence = models.PositiveIntegerField(default=0)
    name = models.CharField(_("file"), max_length=160, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)
    characters = models.PositiveIntegerField(_("characters"))
    hits = models.PositiveIntegerField(_("times used"), default=0)
    made_at = models.DateTimeField(_("bought"))
    used_at = models.DateTimeField(_("last used"))

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("clip")
        verbose_name_plural = _("clips")
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="clip_once"),
        ]
        indexes = [
            models.Index(fields=["used_at"], name="clip_least_used"),
            models.Index(fields=["organization", "voice"], name="clip_of_voice"),
        ]

    def __str__(self) -> str:
        return f"{self.voice} {self.key[:8]}"


class Day(models.Model):
    """What the cache did for an organisation on one day (UTC)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="sound_days"
    )
    date = models.DateField(_("day"))
    hits = models.PositiveIntegerField(_("from the cache"), default=0)
    bought = models.PositiveIntegerField(_("bought"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    characters_saved = models.PositiveBigIntegerField(_("characters saved"), default=0)
    characters_bought = models.PositiveBigIntegerField(_("characters bought"), default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of sound")
        verbose_name_plural = _("days of sound")
        constraints = [
            models.UniqueConstraint(fields=["organization", "date"], name="sound_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.date}"
