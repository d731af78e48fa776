"""Adding documents, and making them findable."""

import logging
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from knowledge.chunking import pieces_of
from knowledge.embedding import embedder_of
from knowledge.models import Chunk, Document
from knowledge.reading import Unreadable, sections_of
from lib.clock import database_now
from lib.errors import InvalidInput, Text
from providers.errors import ProviderError

logger = logging.getLogger(__name__)

LARGEST = 20 * 1024 * 1024
BATCH = 64
"""Texts of one request for vectors."""
MOST_AT_ONCE = 20

PROBLEMS: dict[str, Text] = {
    "unreadable": _("This file can't be read."),
    "no_text": _("There is no text in it; a scanned page is a picture."),
    "too_long": _("It is too long: cut it into several documents."),
}


def add_document(
    *,
    organization: Organization,
    title: str,
    content: bytes,
    kind: str,
    language: str = "",
    user: User | None = None,
) -> Document:
    """A document, to be read in the background (`index_document`). Raises InvalidInput."""
    if kind not in Document.Kind.values:
        told = _("PDF, Word, Markdown, plain text or a web page.")
        raise InvalidInput("unknown_kind", told, fields={"file": told})
    if not content or len(content) > LARGEST:
        told = _("Between 1 byte and 20 MB.")
        raise InvalidInput("bad_size", told, fields={"file": told})
    return Document.objects.create(
        organization=organization,
        title=title.strip()[:200] or gettext("Untitled"),
        kind=kind,
        language=language or organization.language,
        content=content,
        created_by=user,
    )


def kind_of(filename: str) -> str:
    """What a file is by its name; "" for what we can't read."""
    ending = PurePath(filename).suffix.lower().lstrip(".")
    ending = {"markdown": "md", "htm": "html", "text": "txt"}.get(ending, ending)
    return ending if ending in Document.Kind.values else ""


def index_document(*, document_id: int) -> None:
    """Read it, cut it, and make its vectors where somebody can. Done again, it starts anew.

    Without vectors it is found by its words; `index_waiting` comes back for them.
    """
    document = Document.objects.select_related("organization").get(pk=document_id)
    Document.objects.filter(pk=document_id).update(checked_at=database_now())
    try:
        pieces = pieces_of(sections_of(bytes(document.content), document.kind))
    except Unreadable as error:
        problem = str(error)
        Document.objects.filter(pk=document_id).update(
            status=Document.Status.FAILED, problem=problem
        )
        return
    with transaction.atomic():
        document.chunks.all().delete()
        Chunk.objects.bulk_create(
            Chunk(
                organization=document.organization,
                document=document,
                number=number,
                place=piece.place,
                language=document.language,
                text=piece.text,
            )
            for number, piece in enumerate(pieces, start=1)
        )
        Document.objects.filter(pk=document_id).update(
            status=Document.Status.READY, problem="", embedder=""
        )
    embed_document(document_id=document_id)


def embed_document(*, document_id: int) -> None:
    """Give the pieces of a document their vectors. A failure leaves it to be found by words."""
    document = Document.objects.select_related("organization").get(pk=document_id)
    embedder = embedder_of(document.organization)
    if embedder is None:
        return
    chunks = list(document.chunks.all())
    try:
        for start in range(0, len(chunks), BATCH):
            batch = chunks[start : start + BATCH]
            texts = [f"{document.title}. {chunk.place}\n{chunk.text}" for chunk in batch]
            for chunk, vector in zip(batch, embedder.embed(texts, role="document"), strict=True):
                chunk.embedding = vector
    except ProviderError as error:
        logger.warning("not_embedded", extra={"document": document_id, "code": error.code})
        return
    with transaction.atomic():
        Chunk.objects.bulk_update(chunks, ["embedding"], batch_size=200)
        Document.objects.filter(pk=document_id).update(embedder=embedder.name)


def delete_document(*, document: Document) -> None:
    """Forget it."""
    document.delete()
