"""What an organisation's people are told, how far each has read, and how each likes to hear it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from notices.kinds import KINDS, sentence_of


class Notice(models.Model):
    """Something that happened, told once to a whole organisation.

    `told` fills in the sentence of its kind; `link` is a page of ours. A `key` that is given
    twice makes one notice. `mail_at` is both plan and lease of the e-mails; None: done.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(
        _("kind"), max_length=30, choices=[(kind.name, kind.label) for kind in KINDS.values()]
    )
    told = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    link = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=60, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="notice_newest"),
            models.Index(
                fields=["mail_at"], name="notice_to_mail", condition=Q(mail_at__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "key"], name="notice_once", condition=~Q(key="")
            )
        ]

    def __str__(self) -> str:
        return sentence_of(self.kind, self.told)

    @property
    def level(self) -> str:
        """As a toast's."""
        return KINDS[self.kind].level


class ReadMark(models.Model):
    """Up to which notice of an organisation a person has read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    notice_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="read_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.notice_id}"


class Taste(models.Model):
    """How a person likes to be told. Without a row: as the defaults are, and urgent kinds by
    e-mail to whoever runs an organisation."""

    class Place(models.TextChoices):
        """Where toasts appear."""

        BOTTOM_END = "bottom-end", _("Bottom right")
        BOTTOM_START = "bottom-start", _("Bottom left")
        TOP_END = "top-end", _("Top right")
        TOP_START = "top-start", _("Top left")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="taste"
    )
    toast_seconds = models.PositiveSmallIntegerField(
        _("messages stay for"),
        default=7,
        validators=[MaxValueValidator(120)],
        help_text=_("Seconds; 0: until they are closed. Errors always stay."),
    )
    toast_place = models.CharField(
        _("messages appear"), max_length=12, choices=Place.choices, default=Place.BOTTOM_END
    )
    on_desktop = models.BooleanField(
        _("also tell me by the browser while a page is open in the background"), default=False
    )
    mailed = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    muted = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    def __str__(self) -> str:
        return str(self.user_id)
