"""The API of campaigns."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import recurrence, selectors, services
from campaigns.calls_api import CallingLimitsViewSet, SingleCallViewSet
from campaigns.foresight import foreseen_end
from campaigns.ledger import State
from campaigns.live import happening
from campaigns.models import Campaign
from campaigns.promises import promises_of
from campaigns.serializers import (
    CampaignSerializer,
    ForecastSerializer,
    PromiseSerializer,
    RepeatSerializer,
    ScheduleSerializer,
    TargetSerializer,
)
from lib.clock import database_now


class CampaignFilter(filters.FilterSet):  # type: ignore[misc]
    """What a list of campaigns may be narrowed to."""

    class Meta:
        model = Campaign
        fields = ["status", "purpose"]


class CampaignViewSet(viewsets.ModelViewSet[Campaign]):
    """Whom to call, when and how often."""

    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permissions = {
        "list": "campaigns.view",
        "retrieve": "campaigns.view",
        "create": "campaigns.edit",
        "partial_update": "campaigns.edit",
        "destroy": "campaigns.delete",
        "start": "campaigns.run",
        "schedule": "campaigns.run",
        "pause": "campaigns.run",
        "resume": "campaigns.run",
        "cancel": "campaigns.run",
        "targets": "campaigns.view",
        "promises": "campaigns.view",
        "forecast": "campaigns.view",
        "repeat": "campaigns.run",
        "stop_repeating": "campaigns.run",
    }

    def get_queryset(self) -> QuerySet[Campaign]:
        if getattr(self, "swagger_fake_view", False):
            return Campaign.objects.none()
        return selectors.campaigns_of(self.request.access).prefetch_related("lists")  # type: ignore[attr-defined]

    def perform_create(self, serializer: Any) -> None:
        access = self.request.access  # type: ignore[attr-defined]
        serializer.instance = services.create_campaign(
            organization=access.organization, user=access.user, **serializer.validated_data
        )

    def perform_update(self, serializer: Any) -> None:
        serializer.instance = services.update_campaign(
            campaign=serializer.instance, **serializer.validated_data
        )

    def perform_destroy(self, instance: Campaign) -> None:
        services.delete_campaign(campaign=instance)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def start(self, request: Request, pk: str) -> Response:
        """Begin to call everybody on its lists."""
        return self._act(services.start_campaign)

    @extend_schema(request=ScheduleSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def schedule(self, request: Request, pk: str) -> Response:
        """Have it begin by itself at a time to come."""
        wanted = ScheduleSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return self._act(services.schedule_campaign, **wanted.validated_data)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def pause(self, request: Request, pk: str) -> Response:
        """Place no more calls; those under way go on to their end."""
        return self._act(services.pause_campaign)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def resume(self, request: Request, pk: str) -> Response:
        """Go on calling."""
        return self._act(services.resume_campaign)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def cancel(self, request: Request, pk: str) -> Response:
        """Call nobody any more. There is no way back."""
        return self._act(services.cancel_campaign)

    @extend_schema(
        responses=TargetSerializer(many=True),
        parameters=[
            OpenApiParameter("state", enum=[state.value for state in State]),
            OpenApiParameter("reason", str),
        ],
    )
    @action(detail=True, filterset_class=None)
    def targets(self, request: Request, pk: str) -> Response:
        """Everybody of the campaign: where each stands, why, and what comes next."""
        targets = selectors.targets_of(
            self.get_object(),
            state=request.query_params.get("state", ""),
            reason=request.query_params.get("reason", ""),
        )
        rows: Any = self.paginate_queryset(targets)  # type: ignore[arg-type]
        return self.get_paginated_response(TargetSerializer(rows, many=True).data)

    @extend_schema(responses=PromiseSerializer(many=True))
    @action(detail=True, filterset_class=None)
    def promises(self, request: Request, pk: str) -> Response:
        """The calls that were promised on its calls, and whether they were kept."""
        rows: Any = self.paginate_queryset(promises_of(self.get_object()))  # type: ignore[arg-type]
        return self.get_paginated_response(PromiseSerializer(rows, many=True).data)

    @extend_schema(responses=ForecastSerializer)
    @action(detail=True, filterset_class=None)
    def forecast(self, request: Request, pk: str) -> Response:
        """When it will be over, at the pace that it keeps now."""
        now = database_now()
        seen = happening(self.get_object(), now=now)
        return Response(ForecastSerializer({"ends_at": foreseen_end(seen, now=now)}).data)

    @extend_schema(request=RepeatSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def repeat(self, request: Request, pk: str) -> Response:
        """Have a copy of it begin by itself on certain days of the week."""
        wanted = RepeatSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        campaign = self.get_object()
        recurrence.repeat_campaign(campaign=campaign, **wanted.validated_data)
        return Response(self.get_serializer(campaign).data)

    @extend_schema(request=None, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], filterset_class=None, url_path="stop-repeating")
    def stop_repeating(self, request: Request, pk: str) -> Response:
        """Let no further copy begin."""
        campaign = self.get_object()
        recurrence.stop_repeating(campaign=campaign)
        return Response(self.get_serializer(campaign).data)

    def _act(self, service: Callable[..., Campaign], **arguments: Any) -> Response:
        campaign = service(campaign=self.get_object(), **arguments)
        return Response(self.get_serializer(campaign).data)


ROUTES: list[tuple[str, Any]] = [
    ("campaigns", CampaignViewSet),
    ("single-calls", SingleCallViewSet),
    ("calling-limits", CallingLimitsViewSet),
]
