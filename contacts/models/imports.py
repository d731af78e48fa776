"""The files that people come from, and what became of each row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from contacts.faults import file_sentence, row_sentence
from contacts.models.people import ContactList


class Import(models.Model):
    """One uploaded file and what became of each of its rows.

    `total` is an estimate until it is done; then `total = processed = imported + skipped +
    rejected`, and `imported = created + updated + unchanged`. Blank lines are no rows.

    A running import holds a lease that every batch renews; `fence` rises with every claim, so
    that whoever held an older one can no longer write; `stalls` counts claims without progress.
    `position` is the byte of the text from which the next worker goes on, `rows_before` how many
    rows of the file, blank ones too, stand before it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Not started")
        PENDING = "pending", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Canceled")

    class Mode(models.TextChoices):
        UPSERT = "upsert", _("Add new people and update those who are known")
        CREATE = "create", _("Add new people only; leave those who are known as they are")
        UPDATE = "update", _("Update those who are known only; add nobody")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="imports")
    contact_list = models.ForeignKey(
        ContactList, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/", max_length=300)
    filename = models.CharField(_("file name"), max_length=200)
    default_country = models.CharField(_("country"), max_length=2)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    problem = models.JSONField(
        _("what went wrong"),
        default=dict,
        blank=True,
        help_text=_("A fault of the file: its code and what the sentence about it names."),
    )
    header: "models.JSONField[list[str]]" = models.JSONField(_("columns"), default=list, blank=True)
    roles: "models.JSONField[list[str]]" = models.JSONField(
        _("what the columns are"),
        default=list,
        blank=True,
        help_text=_("One for each column. Empty: by their names."),
    )
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    mode = models.CharField(
        _("people who are known"), max_length=10, choices=Mode.choices, default=Mode.UPSERT
    )
    dry_run = models.BooleanField(
        _("only count"),
        default=False,
        help_text=_("Says what would become of each row, and changes nothing."),
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    processed = models.PositiveIntegerField(_("rows read"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    skipped = models.PositiveIntegerField(_("skipped"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    stalls = models.PositiveSmallIntegerField(default=0, editable=False)
    position = models.PositiveBigIntegerField(default=0, editable=False)
    rows_before = models.PositiveIntegerField(default=0, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename

    @property
    def imported(self) -> int:
        """Rows that became or matched a contact."""
        return self.created + self.updated + self.unchanged

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in (self.Status.DONE, self.Status.FAILED, self.Status.CANCELED)

    @property
    def sentence(self) -> str:
        """What went wrong, in the reader's language; "" when nothing did."""
        return file_sentence(self.problem) if self.problem else ""


class ImportMapping(models.Model):
    """What the columns of a file were said to be: remembered for the next file like it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="import_mappings"
    )
    header_key = models.CharField(max_length=64, help_text=_("A hash of the columns' names."))
    roles: "models.JSONField[list[str]]" = models.JSONField(_("what the columns are"))
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [
            models.UniqueConstraint(fields=["organization", "header_key"], name="mapping_once"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.roles)


class RejectedRow(models.Model):
    """A row of a file that could not become a contact, and why."""

    source = models.ForeignKey(
        Import,
        on_delete=models.CASCADE,
        related_name="rejected_rows",
        db_index=False,  # another begins with it
    )
    row_number = models.PositiveIntegerField(
        _("row"), help_text=_("As a spreadsheet counts: the header is row 1.")
    )
    reason = models.CharField(_("reason"), max_length=40)
    detail = models.CharField(
        _("detail"), max_length=300, blank=True, help_text=_("What the reason's sentence names.")
    )
    values: "models.JSONField[list[str]]" = models.JSONField(
        _("row"), default=list, help_text=_("Its cells, in the order of the file's columns.")
    )

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "row_number"], name="rejected_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"

    @property
    def sentence(self) -> str:
        """Why, in the reader's language."""
        return row_sentence(self.reason, self.detail)

    @property
    def shown(self) -> list[str]:
        """Enough of its cells for a person to find it again."""
        return [value[:60] for value in self.values if value][:6]


class ImportedNumber(models.Model):
    """A number that a running import has met, and the row in which it first did.

    In the database and not in a worker's memory, so that any worker can go on where another was
    killed and a file of any length needs no more memory. Deleted when the import is over.
    """

    pk = models.CompositePrimaryKey("source_id", "number")
    source = models.ForeignKey(
        Import,
        on_delete=models.CASCADE,
        related_name="numbers",
        db_index=False,
        db_constraint=False,  # a check a row, for rows that nobody outlives
    )
    number = models.BigIntegerField(help_text=_("The digits of its E.164."))
    row_number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.source_id} · {self.row_number}"
