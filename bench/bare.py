"""What `bench.api` measures against: Django and DRF with nothing but one query and its answer.

No middleware, no sign-in, no organisation, no limits, no tags: what the product answers, from one
query each, by the shortest way that each framework knows.
"""

import json
from typing import Any

import django
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path

django.setup()
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = __name__
application: Any = WSGIHandler()

from rest_framework import generics, serializers  # noqa: E402  (they want the apps)

from contacts.models import Contact  # noqa: E402

_ON = Contact.lists.through.objects.filter(contact=OuterRef("pk")).values("contact_list_id")
COLUMNS = ("id", "e164", "country", "name", "email", "language", "time_zone", "attributes")
MOMENTS = ("created_at", "updated_at")


def _rows(organization_id: int) -> Any:
    rows = Contact.objects.filter(organization_id=organization_id).order_by("-id")
    return rows.values(*COLUMNS, *MOMENTS, on_lists=ArraySubquery(_ON))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"lists": row.pop("on_lists")}


def some(request: HttpRequest, organization_id: int) -> JsonResponse:
    """The first page of fifty."""
    results = [_shown(row) for row in _rows(organization_id)[:51]][:50]
    return JsonResponse({"next": None, "previous": None, "results": results})


def one(request: HttpRequest, organization_id: int, pk: int) -> JsonResponse:
    """One contact."""
    return JsonResponse(_shown(_rows(organization_id).get(pk=pk)))


def create(request: HttpRequest, organization_id: int) -> JsonResponse:
    """A new contact, its number taken for granted."""
    given = json.loads(request.body)
    made = Contact.objects.create(
        organization_id=organization_id, e164=given["phone"], name=given["name"], country="ES"
    )
    shown = {name: getattr(made, name) for name in (*COLUMNS, *MOMENTS)}
    return JsonResponse(shown | {"lists": []}, status=201)


class PlainSerializer(serializers.ModelSerializer[Contact]):
    """The same fields, by DRF."""

    lists = serializers.ListField(source="on_lists", child=serializers.IntegerField())

    class Meta:
        model = Contact
        fields = [*COLUMNS, "lists", *MOMENTS]


class _Plain(generics.GenericAPIView[Contact]):
    serializer_class = PlainSerializer
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    filter_backends = []

    def get_queryset(self) -> QuerySet[Contact]:
        """One query."""
        rows = Contact.objects.filter(organization_id=self.kwargs["organization_id"])
        return rows.annotate(on_lists=ArraySubquery(_ON))


class PlainList(generics.ListAPIView[Contact], _Plain):
    """DRF's list."""


class PlainDetail(generics.RetrieveAPIView[Contact], _Plain):
    """DRF's detail."""


urlpatterns = [
    path("django/<int:organization_id>/", some),
    path("django/<int:organization_id>/<int:pk>/", one),
    path("django/<int:organization_id>/new/", create),
    path("drf/<int:organization_id>/", PlainList.as_view()),
    path("drf/<int:organization_id>/<int:pk>/", PlainDetail.as_view()),
]
