"""Who talks on the phone for an organisation."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES, Organization, OwnedQuerySet
from conversations.disclosure import PLACEHOLDERS, unknown_placeholders
from lib.phone import BadNumber, parse_phone

LONGEST_BRIEFING = 20_000
"""Characters of all that an agent is told: every turn of a call pays for them again."""


BRIEFING = ("persona", "script", "facts", "objections", "prompt")
"""The fields that a model reads on every turn."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def default_tools() -> list[str]:
    """What a new agent may do."""
    return ["promise_callback", "note_fact"]


class Purpose(models.TextChoices):
    """What a campaign is for; each has prompts of its own."""

    SALES = "sales", _("Sales")
    SUPPORT = "support", _("Support")
    SURVEY = "survey", _("Survey")
    REMINDER = "reminder", _("Reminder")
    COLLECTION = "collection", _("Collection")
    LEAD = "lead", _("Lead qualification")
    APPOINTMENT = "appointment", _("Appointment")


class Agent(models.Model):
    """An AI caller: how it sounds, what it wants, and which model thinks for it.

    The row is the draft that people edit; calls are held by what was published last, or by the
    version that their campaign keeps.
    """

    class HandOver(models.TextChoices):
        NEVER = "", _("Never by itself")
        ASKED = "asked", _("When a person is asked for")
        UPSET = "upset", _("When a person is asked for, or somebody is angry")

    class VoiceMode(models.TextChoices):
        RELAY = "relay", _("Live conversation (ConversationRelay)")
        STREAM = "stream", _("Live conversation (our own sound)")
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
    persona = models.TextField(
        _("manner"), blank=True, help_text=_("Who it is and how it talks, in a few words.")
    )
    goal = models.TextField(_("goal"), help_text=_("What a good call ends with, in one sentence."))
    first_message = models.TextField(
        _("first sentence"),
        blank=True,
        help_text=_("Said after the fixed introduction. May name {name}, {agent} and {business}."),
    )
    script = models.TextField(
        _("script"), blank=True, help_text=_("The steps of the conversation, one a line.")
    )
    facts = models.TextField(
        _("facts"), blank=True, help_text=_("What the agent may say about the business.")
    )
    objections = models.TextField(
        _("objections"),
        blank=True,
        help_text=_("What people object, and what to answer: one a line."),
    )
    prompt = models.TextField(
        _("instructions"),
        blank=True,
        help_text=_("Added to the prompt of the purpose. Empty: the purpose's own is enough."),
    )
    closing = models.TextField(
        _("closing"), blank=True, help_text=_("How it says goodbye. Empty: in its own words.")
    )
    voicemail_message = models.TextField(
        _("message for a voicemail"),
        blank=True,
        help_text=_("Left word for word. May name {name}, {agent} and {business}."),
    )
    never_say = models.TextField(
        _("never say"),
        blank=True,
        help_text=_("Words that must not be spoken, one a line: the sentence is left out."),
    )
    tools = models.JSONField(
        _("may"),
        default=default_tools,
        blank=True,
        help_text=_("What it may do besides talking, hanging up and obeying an opt-out."),
    )
    transfer_to = models.CharField(
        _("transfers to"), max_length=20, blank=True, help_text=_("A number, with its country.")
    )
    transfer_announced = models.BooleanField(
        _("announces a transfer"),
        default=True,
        help_text=_("Whoever takes the call hears first who it is and why."),
    )
    hand_over = models.CharField(
        _("puts through"),
        max_length=5,
        choices=HandOver.choices,
        default=HandOver.NEVER,
        blank=True,
        help_text=_("At once, by rule, whatever the model thinks. Needs a number to transfer to."),
    )
    provider = models.CharField(
        _("provider of the model"),
        max_length=12,
        choices=[("openai", "OpenAI"), ("gemini", "Gemini"), ("anthropic", "Claude")],
        blank=True,
        help_text=_("Empty: the system's own choice."),
    )
    model = models.CharField(
        _("model"), max_length=80, blank=True, help_text=_("Empty: the system's own choice.")
    )
    max_turns = models.PositiveSmallIntegerField(
        _("sentences at most"), default=40, validators=[MinValueValidator(2)]
    )
    max_minutes = models.PositiveSmallIntegerField(
        _("minutes at most"), default=14, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    max_cost = models.DecimalField(
        _("model's cost at most"),
        max_digits=6,
        decimal_places=2,
        default=Decimal("1.00"),
        help_text=_("US dollars a call, by the model's price list; then it says goodbye."),
    )
    published = models.ForeignKey(
        "AgentVersion",
        verbose_name=_("published"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
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
        """What can't be said, done or paid is told beside its field."""
        for name in ("first_message", "voicemail_message"):
            if unknown := unknown_placeholders(getattr(self, name)):
                raise ValidationError({name: _no_such_placeholder(unknown[0])})
        if sum(len(getattr(self, name)) for name in BRIEFING) > LONGEST_BRIEFING:
            told = _("All that it is told has %(most)s characters at most, together.")
            params = {"most": LONGEST_BRIEFING}
            raise ValidationError({"facts": ValidationError(told, "too_long", params)})
        if not isinstance(self.tools, list) or not all(map(_is_name, self.tools)):
            raise ValidationError({"tools": _("A list of names of tools.")})
        if self.transfer_to:
            self.transfer_to = self._number_to_transfer_to()
        elif "transfer" in self.tools or self.hand_over:
            raise ValidationError({"transfer_to": _("Say to which number it may transfer.")})

    def _number_to_transfer_to(self) -> str:
        country = self.organization.default_country
        try:
            return parse_phone(self.transfer_to, default_country=country).e164
        except BadNumber as error:
            raise ValidationError({"transfer_to": str(error)}) from error


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _no_such_placeholder(unknown: str) -> ValidationError:
    known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS))
    told = _("Nothing stands for {%(unknown)s}. There is: %(known)s.")
    return ValidationError(told, "unknown_placeholder", {"unknown": unknown, "known": known})
