"""Numbers that must not be contacted: one by one, and by the million in files of others."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from contacts.faults import file_sentence


class Suppression(models.Model):
    """A number that must not be contacted: in one organisation, or (no organisation) in any."""

    class Source(models.TextChoices):
        SPOKEN = "spoken", _("Said on a call")
        KEYED = "keyed", _("Pressed on a call")
        WRITTEN = "written", _("Written in a message")
        STAFF = "staff", _("Entered by staff")
        API = "api", _("By the API")
        IMPORT = "import", _("From a list")

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suppressions",
        help_text=_("Empty: for every organisation."),
    )
    e164 = models.CharField(_("phone"), max_length=16, db_index=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppressed number")
        verbose_name_plural = _("suppressed numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "e164"],
                name="suppression_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.e164


class SuppressionSet(models.Model):
    """A list of numbers that somebody else keeps: of one organisation, or (none) of all.

    Its numbers are kept as hashes only (see `contacts.hashes`). `scheme` says of what: ours, with
    a key, or that of the file, where it came hashed. It counts once it is ready, and until it
    expires: who must clean against a list every month has it expire.
    """

    class Kind(models.TextChoices):
        ROBINSON = "robinson", "Lista Robinson"
        REPEP = "repep", "REPEP"
        RNE = "rne", "RNE"
        NO_LLAME = "no_llame", "No Llame"
        DNC = "dnc", "National Do Not Call Registry"
        OWN = "own", _("Our own list")
        ERASED = "erased", _("Erased at their own request")

    class Scheme(models.TextChoices):
        KEYED = "keyed", _("Phone numbers")
        SHA256_E164 = "sha256_e164", _("SHA-256 of +34612345678")
        SHA256_NATIONAL = "sha256_national", _("SHA-256 of 612345678")
        MD5_E164 = "md5_e164", _("MD5 of +34612345678")
        MD5_NATIONAL = "md5_national", _("MD5 of 612345678")

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        READY = "ready", _("In force")
        FAILED = "failed", _("Failed")

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suppression_sets",
        help_text=_("Empty: for every organisation."),
    )
    kind = models.CharField(_("list"), max_length=10, choices=Kind.choices)
    scheme = models.CharField(
        _("written as"), max_length=16, choices=Scheme.choices, default=Scheme.KEYED
    )
    default_country = models.CharField(_("country"), max_length=2, blank=True)
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    file = models.FileField(_("file"), upload_to="suppression/%Y/%m/", max_length=300, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    problem = models.JSONField(_("what went wrong"), default=dict, blank=True)
    size = models.PositiveIntegerField(_("numbers"), default=0)
    unreadable = models.PositiveIntegerField(_("rows that are no number"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of others")
        verbose_name_plural = _("lists of others")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                name="erased_set_once",
                condition=models.Q(kind="erased"),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"

    @property
    def sentence(self) -> str:
        """What went wrong, in the reader's language; "" when nothing did."""
        return file_sentence(self.problem) if self.problem else ""


class SuppressedHash(models.Model):
    """A number of a SuppressionSet: the first sixteen bytes of its hash."""

    pk = models.CompositePrimaryKey("suppression_set_id", "digest")
    suppression_set = models.ForeignKey(
        SuppressionSet,
        on_delete=models.CASCADE,
        related_name="hashes",
        db_index=False,
        db_constraint=False,  # a check a row, for a file of millions
    )
    digest = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return f"{self.suppression_set_id}"
