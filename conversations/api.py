"""The API of agents."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from accounts.access import Access
from conversations import services
from conversations.models import Agent
from conversations.selectors import agents_of


class AgentSerializer(serializers.ModelSerializer[Agent]):
    """An AI caller."""

    class Meta:
        model = Agent
        fields = ["id", *services.FIELDS, "created_at", "updated_at"]
        read_only_fields = ["id", "created_at", "updated_at"]


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
    }

    def get_queryset(self) -> QuerySet[Agent]:
        """Those of the organisation that asks."""
        return agents_of(_access(self.request))

    def perform_create(self, serializer: serializers.BaseSerializer[Agent]) -> None:
        """Through the service, as every change."""
        serializer.instance = services.create_agent(
            organization=_access(self.request).organization, **serializer.validated_data
        )

    def perform_update(self, serializer: serializers.BaseSerializer[Agent]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        services.update_agent(agent=serializer.instance, **serializer.validated_data)

    def perform_destroy(self, instance: Agent) -> None:
        """Through the service, as every change."""
        services.delete_agent(agent=instance)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [("agents", AgentViewSet)]
