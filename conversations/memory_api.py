"""The API of what is remembered of people."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from accounts.access import Access
from contacts.models import Contact
from conversations import memory
from conversations.models import Memory


@extend_schema_field(int)
class OwnContact(serializers.PrimaryKeyRelatedField[Contact]):
    """A contact of one's own organisation: any other does not exist."""

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        contacts = Contact.objects.all()
        return contacts if request is None else contacts.visible_to(request.access)


class MemorySerializer(serializers.ModelSerializer[Memory]):
    """One short thing that agents know the next time, on any channel."""

    contact = OwnContact()
    text = serializers.CharField(max_length=300)

    class Meta:
        model = Memory
        fields = ["id", "contact", "kind", "text", "created_at", "updated_at"]


class MemoryFilter(filters.FilterSet):  # type: ignore[misc]
    """What the list may be narrowed to."""

    contact = filters.NumberFilter("contact_id", min_value=1, max_value=2**63 - 1)

    class Meta:
        model = Memory
        fields = ["kind"]


class MemoryViewSet(viewsets.ModelViewSet[Memory]):
    """What agents remember of people: read, put right, erased."""

    queryset = Memory.objects.none()
    serializer_class = MemorySerializer
    filterset_class = MemoryFilter
    lookup_value_regex = r"\d{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.edit",
        "partial_update": "contacts.edit",
        "destroy": "contacts.edit",
    }

    def get_queryset(self) -> QuerySet[Memory]:
        """Those of the organisation that asks, the latest first."""
        return Memory.objects.visible_to(_access(self.request)).order_by("-updated_at", "-pk")

    def perform_create(self, serializer: serializers.BaseSerializer[Memory]) -> None:
        """Through the service, as every change."""
        serializer.instance = memory.remember(**serializer.validated_data)

    def perform_update(self, serializer: serializers.BaseSerializer[Memory]) -> None:
        """Through the service, as every change; only the text changes."""
        assert serializer.instance is not None
        text = serializer.validated_data.get("text", serializer.instance.text)
        serializer.instance = memory.change_memory(memory=serializer.instance, text=text)

    def perform_destroy(self, instance: Memory) -> None:
        """Through the service, as every change."""
        memory.forget(memory=instance)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access
