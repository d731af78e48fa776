"""Who talks on the phone for an organisation."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES, Organization, OwnedQuerySet
from conversations.disclosure import PLACEHOLDERS, unknown_placeholders

LONGEST_BRIEFING = 20_000
"""Characters of facts and instructions: every turn of a call pays for them again."""


class Purpose(models.TextChoices):
    """What a campaign is for; each has prompts of its own."""

    SALES = "sales", _("Sales")
    SUPPORT = "support", _("Support")
    SURVEY = "survey", _("Survey")
    REMINDER = "reminder", _("Reminder")
    COLLECTION = "collection", _("Collection")


class Agent(models.Model):
    """An AI caller: how it sounds, what it wants, and which model thinks for it."""

    class VoiceMode(models.TextChoices):
        RELAY = "relay", _("Live conversation (ConversationRelay)")
        GATHER = "gather", _("Turn by turn (webhooks only)")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="agents")
    name = models.CharField(
        _("name"), max_length=80, help_text=_("How it introduces itself on the phone.")
    )
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.SALES
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="es")
    voice_mode = models.CharField(
        _("line"), max_length=8, choices=VoiceMode.choices, default=VoiceMode.RELAY
    )
    voice = models.CharField(
        _("voice"), max_length=80, blank=True, help_text=_("The provider's voice id.")
    )
    goal = models.TextField(_("goal"), help_text=_("What a good call ends with, in one sentence."))
    facts = models.TextField(
        _("facts"), blank=True, help_text=_("What the agent may say about the business.")
    )
    prompt = models.TextField(
        _("instructions"),
        blank=True,
        help_text=_("Added to the prompt of the purpose. Empty: the purpose's own is enough."),
    )
    first_message = models.TextField(
        _("first sentence"),
        blank=True,
        help_text=_("Said after the fixed introduction. May name {name}, {agent} and {business}."),
    )
    model = models.CharField(
        _("model"), max_length=80, blank=True, help_text=_("Empty: the system's own choice.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="agent_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What can't be said or would cost too much is told beside its field."""
        if unknown := unknown_placeholders(self.first_message):
            raise ValidationError(
                {
                    "first_message": ValidationError(
                        _("Nothing stands for {%(unknown)s}. There is: %(known)s."),
                        code="unknown_placeholder",
                        params={
                            "unknown": unknown[0],
                            "known": ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS)),
                        },
                    )
                }
            )
        if len(self.facts) + len(self.prompt) > LONGEST_BRIEFING:
            raise ValidationError(
                {
                    "facts": ValidationError(
                        _("Facts and instructions have %(most)s characters at most, together."),
                        code="too_long",
                        params={"most": LONGEST_BRIEFING},
                    )
                }
            )
