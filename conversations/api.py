"""The API of agents."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from conversations import services
from conversations.memory_api import MemoryViewSet
from conversations.models import Agent, AgentVersion
from conversations.own_tools_api import AppointmentViewSet, OwnToolViewSet
from conversations.selectors import agents_of, find_version


class AgentSerializer(serializers.ModelSerializer[Agent]):
    """An AI caller."""

    class Meta:
        model = Agent
        fields = ["id", *services.FIELDS, "version", "created_at", "updated_at"]
        read_only_fields = ["id", "created_at", "updated_at"]
        extra_kwargs = {"provider": {"help_text": "Empty: the system's own choice."}}

    version = serializers.IntegerField(
        source="published.number", read_only=True, default=None, allow_null=True
    )


class VersionSerializer(serializers.ModelSerializer[AgentVersion]):
    """An agent as it was published."""

    class Meta:
        model = AgentVersion
        fields = ["number", "content", "note", "created_at"]
        read_only_fields = fields


class PublishSerializer(serializers.Serializer[Any]):
    """Why it changed, for those who look back."""

    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class AgentViewSet(viewsets.ModelViewSet[Agent]):
    """Who talks on the phone for the organisation."""

    queryset = Agent.objects.none()
    serializer_class = AgentSerializer
    permissions = {
        "list": "agents.view",
        "retrieve": "agents.view",
        "create": "agents.edit",
        "update": "agents.edit",
        "partial_update": "agents.edit",
        "destroy": "agents.edit",
        "publish": "agents.edit",
        "versions": "agents.view",
        "restore": "agents.edit",
    }

    def get_queryset(self) -> QuerySet[Agent]:
        """Those of the organisation that asks."""
        return agents_of(_access(self.request))

    def perform_create(self, serializer: serializers.BaseSerializer[Agent]) -> None:
        """Through the service, as every change."""
        serializer.instance = services.create_agent(
            organization=_access(self.request).organization,
            user=_access(self.request).user,
            **serializer.validated_data,
        )

    def perform_update(self, serializer: serializers.BaseSerializer[Agent]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        services.update_agent(agent=serializer.instance, **serializer.validated_data)

    @extend_schema(request=PublishSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Let new calls go by the draft."""
        told = PublishSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        version = services.publish_agent(
            agent=self.get_object(), user=_access(request).user, **told.validated_data
        )
        return Response(VersionSerializer(version).data)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def versions(self, request: Request, pk: str) -> Response:
        """What was published, newest first."""
        return Response(VersionSerializer(self.get_object().versions.all(), many=True).data)

    @extend_schema(request=None, responses=VersionSerializer)
    @action(detail=True, methods=["post"], url_path=r"versions/(?P<number>\d{1,9})/restore")
    def restore(self, request: Request, pk: str, number: str) -> Response:
        """Publish again what an agent was in a version."""
        version = find_version(self.get_object(), int(number))
        made = services.restore_version(version=version, user=_access(request).user)
        return Response(VersionSerializer(made).data)

    def perform_destroy(self, instance: Agent) -> None:
        """Through the service, as every change."""
        services.delete_agent(agent=instance)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [
    ("agents", AgentViewSet),
    ("memories", MemoryViewSet),
    ("tools", OwnToolViewSet),
    ("appointments", AppointmentViewSet),
]
