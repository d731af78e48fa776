"""Reading documents."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.models import Organization
from knowledge.models import Document
from lib.errors import NotFound


def documents_of(access: Access) -> QuerySet[Document]:
    """The organisation's documents, newest first, each with how many pieces it has."""
    return Document.objects.visible_to(access).defer("content").annotate(pieces=Count("chunks"))


def has_documents(organization: Organization) -> bool:
    """Whether there is anything to look up."""
    return Document.objects.filter(organization=organization, status=Document.Status.READY).exists()


def find_document(access: Access, document_id: int) -> Document:
    """One document of the organisation, or NotFound."""
    document = documents_of(access).filter(pk=document_id).first()
    if document is None:
        raise NotFound("document_not_found", _("There is no such document."))
    return document
