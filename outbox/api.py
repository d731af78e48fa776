"""The API of outgoing webhooks."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.access import Access
from outbox import services
from outbox.models import Delivery, Endpoint
from outbox.serializers import DeliverySerializer, EndpointSerializer, NewEndpointSerializer


class WebhookViewSet(viewsets.ModelViewSet[Endpoint]):
    """Addresses of other systems, told what happens here (signed as Standard Webhooks)."""

    queryset = Endpoint.objects.none()
    serializer_class = EndpointSerializer
    lookup_value_regex = r"\d{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permissions = {
        "list": "webhooks.view",
        "retrieve": "webhooks.view",
        "create": "webhooks.edit",
        "partial_update": "webhooks.edit",
        "destroy": "webhooks.edit",
        "rotate": "webhooks.edit",
        "test": "webhooks.edit",
    }

    def get_queryset(self) -> QuerySet[Endpoint]:
        """Those of the organisation that asks."""
        return Endpoint.objects.visible_to(_access(self.request)).order_by("-id")

    @extend_schema(responses={201: NewEndpointSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tell an address from now on. This answer alone holds its secret."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        is_active = given.validated_data.pop("is_active", True)
        access = _access(request)
        endpoint = services.create_endpoint(access=access, **given.validated_data)
        if not is_active:
            services.update_endpoint(access=access, endpoint=endpoint, is_active=False)
        answer = NewEndpointSerializer(endpoint).data
        return Response(answer, status=status.HTTP_201_CREATED)

    def perform_update(self, serializer: BaseSerializer[Endpoint]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        serializer.instance = services.update_endpoint(
            access=_access(self.request),
            endpoint=serializer.instance,
            **serializer.validated_data,
        )

    def perform_destroy(self, instance: Endpoint) -> None:
        """Through the service, as every change."""
        services.delete_endpoint(access=_access(self.request), endpoint=instance)

    @extend_schema(request=None, responses=NewEndpointSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, pk: str) -> Response:
        """A new secret; the old one signs nothing from now on."""
        endpoint = services.rotate_secret(access=_access(request), endpoint=self.get_object())
        return Response(NewEndpointSerializer(endpoint).data)

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Send a message that says nothing. What came of it stands in the deliveries."""
        delivery = services.send_test(access=_access(request), endpoint=self.get_object())
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)


class DeliveryFilter(filters.FilterSet):  # type: ignore[misc]
    """What the log may be narrowed to."""

    webhook = filters.NumberFilter("endpoint_id", min_value=1, max_value=2**63 - 1)

    class Meta:
        model = Delivery
        fields = ["status", "event"]


class DeliveryViewSet(viewsets.ReadOnlyModelViewSet[Delivery]):
    """What was sent, and what came of it; kept for a month."""

    queryset = Delivery.objects.none()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    lookup_value_regex = r"\d{1,18}"
    permissions = {
        "list": "webhooks.view",
        "retrieve": "webhooks.view",
        "replay": "webhooks.edit",
    }

    def get_queryset(self) -> QuerySet[Delivery]:
        """Those of the organisation that asks."""
        return Delivery.objects.visible_to(_access(self.request))

    @extend_schema(request=None, responses={202: DeliverySerializer})
    @action(detail=True, methods=["post"], filterset_class=None)
    def replay(self, request: Request, pk: str) -> Response:
        """Send it again now, under the same message id."""
        delivery = services.replay_delivery(access=_access(request), delivery=self.get_object())
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [("webhooks", WebhookViewSet), ("deliveries", DeliveryViewSet)]
