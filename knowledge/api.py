"""The API of documents."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from accounts.models import LANGUAGES
from knowledge import services
from knowledge.models import Document
from knowledge.selectors import documents_of
from knowledge.tasks import wake_for


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A text that agents look things up in. It is found once its status is `ready`; `embedder`
    names who made its vectors ("": it is found by its words)."""

    pieces = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Document
        fields = [
            "id",
            "title",
            "kind",
            "language",
            "status",
            "problem",
            "embedder",
            "pieces",
            "created_at",
        ]
        read_only_fields = fields


class NewDocumentSerializer(serializers.Serializer[Any]):
    """A text, as it is: plain, Markdown, or a web page."""

    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=3_000_000)
    kind = serializers.ChoiceField(["txt", "md", "html"], default="txt")
    language = serializers.ChoiceField([code for code, _name in LANGUAGES], required=False)


class DocumentViewSet(
    mixins.DestroyModelMixin,
    viewsets.ReadOnlyModelViewSet[Document],
):
    """What agents look things up in. Files (PDF, Word) are uploaded on the page."""

    queryset = Document.objects.none()
    serializer_class = DocumentSerializer
    lookup_value_regex = r"\d{1,18}"
    permissions = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.edit",
        "destroy": "agents.edit",
    }

    def get_queryset(self) -> QuerySet[Document]:
        """Those of the organisation that asks, newest first."""
        return documents_of(_access(self.request)).order_by("-pk")

    @extend_schema(request=NewDocumentSerializer, responses={201: DocumentSerializer})
    def create(self, request: Request) -> Response:
        """Another document. It is read in the background."""
        given = NewDocumentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        told = dict(given.validated_data)
        access = _access(request)
        document = services.add_document(
            organization=access.organization,
            user=access.user,
            content=told.pop("text").encode(),
            **told,
        )
        wake_for(document.pk)
        return Response(DocumentSerializer(document).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance: Document) -> None:
        """Through the service, as every change."""
        services.delete_document(document=instance)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [("documents", DocumentViewSet)]
