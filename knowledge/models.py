"""What a business has written down, and the pieces of it that an agent looks up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField

from accounts.models import LANGUAGES, Organization, OwnedQuerySet
from providers.embeddings.base import DIMENSIONS


class Document(models.Model):
    """A text of an organisation. It can be looked up as soon as it is READY.

    `embedder` names who made its vectors; empty: it is found by its words alone.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        MARKDOWN = "md", "Markdown"
        TEXT = "txt", _("Text")
        PAGE = "html", _("Web page")

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="documents"
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="es")
    content = models.BinaryField(_("content"))
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.PENDING
    )
    problem = models.CharField(_("what went wrong"), max_length=200, blank=True)
    embedder = models.CharField(_("vectors by"), max_length=80, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    checked_at = models.DateTimeField(_("last worked on"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Chunk(models.Model):
    """A piece of a document, short enough to be read out of. `place` is where it stands there.

    `words` (a tsvector that the database makes) and `embedding` find it; both have their index.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="es")
    text = models.TextField()
    embedding = HalfVectorField(dimensions=DIMENSIONS, null=True)

    class Meta:
        verbose_name = _("piece of a document")
        verbose_name_plural = _("pieces of documents")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="chunk_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.number}"
