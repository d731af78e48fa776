"""The API of calls."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.access import Access
from accounts.audit import record_act
from calls.history import whole_calls
from calls.models import Call
from calls.recordings import recordings_of
from calls.serializers import CallSerializer, RecordingSerializer, WholeCallSerializer


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
    permissions = {
        "list": "calls.view",
        "retrieve": "calls.view",
        "recordings": "calls.listen",
    }

    def get_queryset(self) -> QuerySet[Call]:
        if getattr(self, "swagger_fake_view", False):
            return Call.objects.none()
        access: Access = self.request.access  # type: ignore[attr-defined]
        is_whole = self.action == "retrieve"
        return whole_calls(access) if is_whole else Call.objects.visible_to(access)

    def get_serializer_class(self) -> type[BaseSerializer[Call]]:
        return WholeCallSerializer if self.action == "retrieve" else CallSerializer

    @extend_schema(responses=RecordingSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def recordings(self, request: Request, pk: str) -> Response:
        """What can be heard of it. Who asks is kept in the audit."""
        access: Access = request.access  # type: ignore[attr-defined]
        found = recordings_of(self.get_object())
        if found:
            record_act(access=access, act="listened", subject="calls.Call", subject_id=pk)
        return Response(RecordingSerializer(found, many=True).data)


ROUTES: list[tuple[str, Any]] = [("calls", CallViewSet)]
