"""The API of reports."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.selectors import campaigns_of
from reports.campaign_report import campaign_report
from reports.serializers import CampaignReportSerializer


class CampaignReportViewSet(viewsets.ViewSet):
    """What came of campaigns."""

    permissions = {"retrieve": "reports.view"}
    lookup_value_regex = r"\d{1,18}"

    @extend_schema(
        responses=CampaignReportSerializer,
        parameters=[OpenApiParameter("id", int, "path", description="The campaign's id.")],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """The report of one campaign, as things stand now."""
        campaign = get_object_or_404(campaigns_of(request.access), pk=pk)  # type: ignore[attr-defined]
        return Response(CampaignReportSerializer(campaign_report(campaign)).data)


ROUTES: list[tuple[str, Any]] = [("reports/campaigns", CampaignReportViewSet)]
