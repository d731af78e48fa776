"""An organisation's own keys to the providers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Organization, OwnedQuerySet
from lib.sealing import SealedField


class ProviderCredential(models.Model):
    """What one organisation signs in to one provider with; kept encrypted, shown to nobody.

    `sealed` is a JSON object (`accounts.vault`); `hint` is the end of what names the account, so
    that people recognise it.
    """

    class Provider(models.TextChoices):
        """Whose it is."""

        TWILIO = "twilio", "Twilio"
        OPENAI = "openai", "OpenAI"
        ANTHROPIC = "anthropic", "Anthropic"
        GEMINI = "gemini", "Gemini"
        ELEVENLABS = "elevenlabs", "ElevenLabs"
        WHATSAPP = "whatsapp", "WhatsApp"
        TELEGRAM = "telegram", "Telegram"
        GOOGLE_CALENDAR = "google_calendar", "Google Calendar"

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="provider_credentials"
    )
    provider = models.CharField(_("provider"), max_length=20, choices=Provider.choices)
    account = models.CharField(
        _("account"), max_length=80, blank=True, help_text=_("Where the provider names it openly.")
    )
    sealed = SealedField()
    hint = models.CharField(_("ends in"), max_length=8, blank=True)
    tested_at = models.DateTimeField(_("tested"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider's key")
        verbose_name_plural = _("providers' keys")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "provider"], name="provider_credential_once"
            ),
        ]
        indexes = [models.Index(fields=["provider", "account"], name="credential_by_account")]

    def __str__(self) -> str:
        return f"{self.provider} …{self.hint}"
