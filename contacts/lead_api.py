"""The API of leads and of the stages that they go through."""

from typing import Any

from django.db.models import F, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.access import Access
from contacts import services
from contacts.lead_serializers import (
    IntoSerializer,
    LeadEventSerializer,
    LeadSerializer,
    StageSerializer,
)
from contacts.models import Lead, LeadEvent, Stage

_METHODS = ["get", "post", "patch", "delete", "head", "options"]


class LeadFilter(filters.FilterSet):  # type: ignore[misc]
    """Leads, by stage and score."""

    stage = filters.NumberFilter(field_name="stage_id", label="Id of a stage.")
    kind = filters.ChoiceFilter(field_name="stage__kind", choices=Stage.Kind.choices)
    at_least = filters.NumberFilter(field_name="score", lookup_expr="gte", label="Lowest score.")

    class Meta:
        model = Lead
        fields: list[str] = []


class LeadViewSet(viewsets.ModelViewSet[Lead]):
    """Contacts on the way to becoming customers: moved by results of calls, and by hand."""

    queryset = Lead.objects.none()
    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    lookup_value_regex = r"\d+"
    http_method_names = _METHODS
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "history": "contacts.view",
        "create": "contacts.edit",
        "partial_update": "contacts.edit",
        "destroy": "contacts.delete",
    }

    def get_queryset(self) -> QuerySet[Lead]:
        """Those of the organisation that asks, the newest contact first."""
        leads = Lead.objects.visible_to(_access(self.request)).select_related("contact")
        return leads.annotate(id=F("contact_id"))

    def perform_create(self, serializer: BaseSerializer[Lead]) -> None:
        """Through the service, as every change."""
        access, given = _access(self.request), dict(serializer.validated_data)
        contact = given.pop("contact")
        services.start_leads(
            organization=access.organization,
            contacts=[contact],
            stage=given.get("stage"),
            user=access.user,
        )
        serializer.instance = self._changed(Lead.objects.get(pk=contact.pk), given)

    def perform_update(self, serializer: BaseSerializer[Lead]) -> None:
        """Through the service, as every change. The contact of a lead never changes."""
        assert serializer.instance is not None
        serializer.instance = self._changed(serializer.instance, serializer.validated_data)

    def perform_destroy(self, instance: Lead) -> None:
        """Through the service, as every change."""
        services.drop_lead(lead=instance)

    @extend_schema(responses=LeadEventSerializer(many=True))
    @action(detail=True)
    def history(self, request: Request, pk: str) -> Response:
        """Every change of a lead, the latest first."""
        events = LeadEvent.objects.filter(lead=self.get_object()).select_related("by")
        rows: Any = self.paginate_queryset(events)  # type: ignore[arg-type]
        return self.get_paginated_response(LeadEventSerializer(rows, many=True).data)

    def _changed(self, lead: Lead, given: Any) -> Lead:
        user, note = _access(self.request).user, given.get("note", "")
        if "stage" in given:
            lead = services.move_lead(lead=lead, stage=given["stage"], user=user, note=note)
        if "score" in given:
            lead = services.score_lead(lead=lead, score=given["score"], user=user, note=note)
        return lead


class StageViewSet(viewsets.ModelViewSet[Stage]):
    """The stages that an organisation's leads go through, in its own words and order."""

    queryset = Stage.objects.none()
    serializer_class = StageSerializer
    lookup_value_regex = r"\d+"
    http_method_names = _METHODS
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "settings.edit",
        "partial_update": "settings.edit",
        "destroy": "settings.edit",
    }

    def get_queryset(self) -> QuerySet[Stage]:
        """Those of the organisation that asks; the usual ones are made where there are none."""
        access = _access(self.request)
        services.stages_of(access.organization)
        return Stage.objects.visible_to(access)

    def perform_create(self, serializer: BaseSerializer[Stage]) -> None:
        """Through the service, as every change."""
        given = dict(serializer.validated_data)
        place = given.pop("place", None)
        organization = _access(self.request).organization
        serializer.instance = services.create_stage(organization=organization, **given)
        self._place(serializer.instance, place)

    def perform_update(self, serializer: BaseSerializer[Stage]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        given = dict(serializer.validated_data)
        place = given.pop("place", None)
        serializer.instance = services.change_stage(stage=serializer.instance, **given)
        self._place(serializer.instance, place)

    @extend_schema(
        parameters=[OpenApiParameter("into", int, description="The stage where its leads go.")]
    )
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Forget a stage; 409 where it has leads and `into` is not told."""
        return super().destroy(request, *args, **kwargs)

    def perform_destroy(self, instance: Stage) -> None:
        """Through the service, as every change."""
        asked = IntoSerializer(
            data=self.request.query_params, context=self.get_serializer_context()
        )
        asked.is_valid(raise_exception=True)
        services.delete_stage(stage=instance, into=asked.validated_data.get("into"))

    def _place(self, stage: Stage, place: int | None) -> None:
        if place is not None:
            services.place_stage(stage=stage, place=place)
            stage.refresh_from_db()


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access
