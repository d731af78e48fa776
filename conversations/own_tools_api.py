"""The API of the business's own tools, and of appointments."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from conversations import own_tools
from conversations.appointments import appointments_of, cancel_appointment
from conversations.models import Appointment, Endpoint


class OwnToolSerializer(serializers.ModelSerializer[Endpoint]):
    """An address of the business's own that an agent may ask. `parameters`: name → {"type":
    "string", "description": …, "required": true}. What signs the requests is shown once."""

    parameters = serializers.DictField(child=serializers.DictField(), required=False)

    class Meta:
        model = Endpoint
        fields = ["id", "name", "description", "url", "parameters", "timeout"]


class NewOwnToolSerializer(OwnToolSerializer):
    """A tool with its secret."""

    secret = serializers.CharField(read_only=True)

    class Meta(OwnToolSerializer.Meta):
        fields = [*OwnToolSerializer.Meta.fields, "secret"]


class OwnToolViewSet(viewsets.ModelViewSet[Endpoint]):
    """What agents may ask of the business's own systems, signed (HMAC-SHA256)."""

    queryset = Endpoint.objects.none()
    serializer_class = OwnToolSerializer
    lookup_value_regex = r"\d{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permissions = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.edit",
        "partial_update": "agents.edit",
        "destroy": "agents.edit",
        "renew": "agents.edit",
    }

    def get_queryset(self) -> QuerySet[Endpoint]:
        """Those of the organisation that asks."""
        return own_tools.endpoints_of(_access(self.request))

    @extend_schema(responses={201: NewOwnToolSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Another tool. This answer alone holds its secret."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        tool, secret = own_tools.create_endpoint(
            organization=_access(request).organization, **given.validated_data
        )
        return Response(_with_secret(tool, secret), status=status.HTTP_201_CREATED)

    def perform_update(self, serializer: serializers.BaseSerializer[Endpoint]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        own_tools.update_endpoint(endpoint=serializer.instance, **serializer.validated_data)

    def perform_destroy(self, instance: Endpoint) -> None:
        """Through the service, as every change."""
        own_tools.delete_endpoint(endpoint=instance)

    @extend_schema(request=None, responses=NewOwnToolSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str) -> Response:
        """A new secret; the old one signs nothing from now on."""
        tool = self.get_object()
        return Response(_with_secret(tool, own_tools.renew_secret(endpoint=tool)))


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    """A meeting that an agent booked."""

    class Meta:
        model = Appointment
        fields = ["id", "contact", "starts_at", "ends_at", "about", "status", "created_at"]
        read_only_fields = fields


class AppointmentFilter(filters.FilterSet):  # type: ignore[misc]
    """What the list may be narrowed to."""

    contact = filters.NumberFilter("contact_id", min_value=1, max_value=2**63 - 1)

    class Meta:
        model = Appointment
        fields = ["status"]


class AppointmentViewSet(viewsets.ReadOnlyModelViewSet[Appointment]):
    """What agents booked, the latest first."""

    queryset = Appointment.objects.none()
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter
    lookup_value_regex = r"\d{1,18}"
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "cancel": "contacts.edit",
    }

    def get_queryset(self) -> QuerySet[Appointment]:
        """Those of the organisation that asks."""
        return appointments_of(_access(self.request))

    @extend_schema(request=None, responses=AppointmentSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def cancel(self, request: Request, pk: str) -> Response:
        """It does not take place: its time is free again."""
        canceled = cancel_appointment(appointment=self.get_object())
        return Response(AppointmentSerializer(canceled).data)


def _with_secret(tool: Endpoint, secret: str) -> dict[str, Any]:
    return {**OwnToolSerializer(tool).data, "secret": secret}


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access
