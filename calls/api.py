"""The API of calls."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import viewsets
from rest_framework.serializers import BaseSerializer

from calls.history import calls_of, whole_calls
from calls.models import Call
from calls.serializers import CallSerializer, WholeCallSerializer


class CallFilter(filters.FilterSet):  # type: ignore[misc]
    """What a list of calls may be narrowed to."""

    agent = filters.NumberFilter("agent_id")
    contact = filters.NumberFilter("contact_id")

    class Meta:
        model = Call
        fields = ["status", "outcome", "agent", "contact"]


class CallViewSet(viewsets.ReadOnlyModelViewSet[Call]):
    """What happened on the phone."""

    filterset_class = CallFilter
    permissions = {"list": "calls.view", "retrieve": "calls.view"}

    def get_queryset(self) -> QuerySet[Call]:
        if getattr(self, "swagger_fake_view", False):
            return Call.objects.none()
        read = whole_calls if self.action == "retrieve" else calls_of
        return read(self.request.access)  # type: ignore[attr-defined]

    def get_serializer_class(self) -> type[BaseSerializer[Call]]:
        return WholeCallSerializer if self.action == "retrieve" else CallSerializer


ROUTES: list[tuple[str, Any]] = [("calls", CallViewSet)]
