"""What people agreed to, and what an organisation decided about a country's law."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet


class ConsentRecord(models.Model):
    """Somebody's yes to calls of a purpose, with its proof. Never changed but to be withdrawn.

    Kept by number, so that it is known whoever the contact is by now; `text` is what the person
    was asked or told, `evidence` where the proof lies.
    """

    class Purpose(models.TextChoices):
        ANY = "any", _("Any call")
        MARKETING = "marketing", _("Calls that sell")
        SERVICE = "service", _("Calls about something under way")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("Consent")
        WRITTEN = "written", _("Written consent")
        CONTRACT = "contract", _("A contract")
        INTEREST = "interest", _("Legitimate interest")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    e164 = models.CharField(_("phone"), max_length=16)
    purpose = models.CharField(_("for"), max_length=10, choices=Purpose.choices)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices)
    text = models.TextField(_("what was agreed to"), max_length=2000, blank=True)
    source = models.CharField(_("where"), max_length=200)
    evidence = models.CharField(_("proof"), max_length=500, blank=True)
    given_at = models.DateTimeField(_("given"))
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["organization", "e164"], name="consent_of_number")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.get_basis_display()})"


class CountryRule(models.Model):
    """What an organisation decided for calls to a country: it tightens the preset, and stands in
    for one that is missing or too old, until a day, where an administrator answers for it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="country_rules"
    )
    country = models.CharField(_("country"), max_length=2)
    is_allowed = models.BooleanField(_("may be called"), default=True)
    windows: "models.JSONField[dict[str, Any] | None]" = models.JSONField(
        _("calling hours"), null=True, blank=True, help_text=_("Only within the preset's.")
    )
    spares_holidays = models.BooleanField(_("no calls on holidays"), default=False)
    needs_consent = models.BooleanField(_("consent before every call"), default=False)
    calls_per_day = models.PositiveSmallIntegerField(
        _("calls a day at most"), null=True, blank=True
    )
    calls_per_week = models.PositiveSmallIntegerField(
        _("calls a week at most"), null=True, blank=True
    )
    accepted_until = models.DateField(
        _("answered for until"),
        null=True,
        blank=True,
        help_text=_("Where the preset is missing or has expired: who decides answers for it."),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided"), auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule for a country")
        verbose_name_plural = _("rules for countries")
        constraints = [
            models.UniqueConstraint(fields=["organization", "country"], name="country_rule_once"),
        ]

    def __str__(self) -> str:
        return self.country


class PrivacySettings(models.Model):
    """For how long an organisation keeps what it has learned of people. Days; empty: for ever."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="privacy"
    )
    recordings_days = models.PositiveIntegerField(_("recordings"), null=True, blank=True)
    transcripts_days = models.PositiveIntegerField(_("transcripts"), null=True, blank=True)
    import_files_days = models.PositiveIntegerField(
        _("files of imports"), null=True, blank=True, default=30
    )
    contacts_days = models.PositiveIntegerField(
        _("contacts nobody called or changed"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("retention")
        verbose_name_plural = _("retention")

    def __str__(self) -> str:
        return str(self.organization)


class Erasure(models.Model):
    """That a person was erased, and what was: proof without the person."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="erasures"
    )
    digest = models.BinaryField(max_length=16, help_text=_("The keyed hash of the number."))
    done: "models.JSONField[dict[str, int]]" = models.JSONField(
        _("what was erased"), default=dict, encoder=DjangoJSONEncoder
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
