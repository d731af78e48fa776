"""The API of single calls, and of what all calls of an organisation may cost."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import singles
from campaigns.braking import allow_calls, limits_of, set_limits, stop_all_calls
from campaigns.models import CallingLimits, Campaign
from campaigns.serializers import CallingLimitsSerializer, SingleCallSerializer, WhenSerializer

_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="Asked for again with the same key, it is the same call and not a second one.",
)


class SingleCallViewSet(mixins.CreateModelMixin, viewsets.ReadOnlyModelViewSet[Campaign]):
    """One call to one person, by the same gate and in the same ledger as any campaign's."""

    serializer_class = SingleCallSerializer
    permissions = {
        "list": "campaigns.view",
        "retrieve": "campaigns.view",
        "create": "calls.place",
        "reschedule": "calls.place",
        "cancel": "calls.place",
    }

    def get_queryset(self) -> QuerySet[Campaign]:
        if getattr(self, "swagger_fake_view", False):
            return Campaign.objects.none()
        found = singles.singles_of(self.request.access)  # type: ignore[attr-defined]
        return singles.with_targets(found) if self.action in {"list", "retrieve"} else found

    @extend_schema(parameters=[_KEY])
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Have a person called, now or at a time to come."""
        return super().create(request, *args, **kwargs)

    def perform_create(self, serializer: Any) -> None:
        access = self.request.access  # type: ignore[attr-defined]
        serializer.instance = singles.place_call(
            organization=access.organization,
            user=access.user,
            request_key=self.request.headers.get("Idempotency-Key", "")[:100],
            **serializer.validated_data,
        )

    @extend_schema(request=WhenSerializer, responses=SingleCallSerializer)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, pk: str) -> Response:
        """Call at another time, as long as it has not begun."""
        wanted = WhenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        single = singles.reschedule_call(single=self.get_object(), **wanted.validated_data)
        return Response(self.get_serializer(single).data)

    @extend_schema(request=None, responses=SingleCallSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Don't call."""
        return Response(self.get_serializer(singles.cancel_call(single=self.get_object())).data)


class CallingLimitsViewSet(viewsets.GenericViewSet[CallingLimits]):
    """What all calls of the organisation may cost in a day, and the stop for all of them."""

    serializer_class = CallingLimitsSerializer
    pagination_class = None
    queryset = CallingLimits.objects.none()
    permissions = {
        "list": "campaigns.view",
        "create": "settings.edit",
        "stop": "campaigns.run",
        "allow": "campaigns.run",
    }

    @extend_schema(responses=forced_singular_serializer(CallingLimitsSerializer))  # type: ignore[no-untyped-call]
    def list(self, request: Request) -> Response:
        """As they are now."""
        return self._shown(request)

    @extend_schema(responses={200: CallingLimitsSerializer})
    def create(self, request: Request) -> Response:
        """Set the budgets of a day; null is without limit."""
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        set_limits(organization=_organization(request), **wanted.validated_data)
        return self._shown(request)

    @extend_schema(request=None, responses=CallingLimitsSerializer)
    @action(detail=False, methods=["post"])
    def stop(self, request: Request) -> Response:
        """Place no call of the organisation any more, whatever runs."""
        access = request.access  # type: ignore[attr-defined]
        stop_all_calls(organization=access.organization, user=access.user)
        return self._shown(request)

    @extend_schema(request=None, responses=CallingLimitsSerializer)
    @action(detail=False, methods=["post"])
    def allow(self, request: Request) -> Response:
        """Let the organisation's calls go on after a stop."""
        allow_calls(organization=_organization(request))
        return self._shown(request)

    def _shown(self, request: Request) -> Response:
        return Response(self.get_serializer(limits_of(_organization(request))).data)


def _organization(request: Request) -> Any:
    return request.access.organization  # type: ignore[attr-defined]
