"""What makes a search among a million people quick; see `contacts.finding`."""

from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet


class SearchBlock(models.Model):
    """The searched texts of the contacts whose ids lie side by side, in one.

    Reading a few thousand of them finds the blocks in which something stands, and their rows are
    then looked at. It may be older than its contacts only while a SearchMark says so.
    """

    class Kind(models.IntegerChoices):
        NAMES = 0
        ATTRIBUTES = 1

    pk = models.CompositePrimaryKey("organization_id", "kind", "number")
    organization_id = models.BigIntegerField()
    kind = models.SmallIntegerField(choices=Kind.choices)
    number = models.BigIntegerField(help_text=_("Ids from 128 × number on."))
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.organization_id} · {self.kind} · {self.number}"


class SearchMark(models.Model):
    """That a block no longer says what its contacts say. The database writes it with the change,
    whoever makes it; deleting it and writing the block anew are one transaction."""

    organization_id = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organization_id"], name="search_mark_of")]

    def __str__(self) -> str:
        return f"{self.organization_id} · {self.number}"


class Segment(models.Model):
    """A choice of contacts under a name: filters, kept."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="segments"
    )
    name = models.CharField(_("name"), max_length=120)
    filters: "models.JSONField[dict[str, str]]" = models.JSONField(_("filters"), default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="segment_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """The choice as the contacts' page takes it."""
        return urlencode(self.filters)
