"""The API of the law by country: what holds, and what an organisation tightens."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from contacts.law_serializers import CountryLawSerializer, DecisionSerializer
from contacts.selectors import law_by_country
from contacts.services.countries import decide_country
from lib.clock import database_now


class CountryLawViewSet(viewsets.ViewSet):
    """The law of the countries that may be called, as the gate applies it."""

    pagination_class = None
    permissions = {"list": "contacts.view", "create": "settings.edit"}

    @extend_schema(responses=CountryLawSerializer(many=True))
    def list(self, request: Request) -> Response:
        """What holds today for each country, its source, and what was decided."""
        laws = law_by_country(_access(request), today=database_now().date())
        return Response(CountryLawSerializer(laws, many=True).data)

    @extend_schema(request=DecisionSerializer, responses={200: CountryLawSerializer})
    def create(self, request: Request) -> Response:
        """Decide for a country; it only tightens."""
        given = DecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        access, today = _access(request), database_now().date()
        rule = decide_country(
            organization=access.organization, today=today, user=access.user, **given.validated_data
        )
        laws = law_by_country(access, today=today, countries=[rule.country])
        return Response(CountryLawSerializer(laws[0]).data)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [("country-laws", CountryLawViewSet)]
