"""The API of an organisation's own accounts at the providers."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import vault
from accounts.access import Access
from accounts.models import ProviderCredential


class CredentialSerializer(serializers.ModelSerializer[ProviderCredential]):
    """An account at a provider. What is in it is written, and never read again."""

    secrets = serializers.DictField(
        child=serializers.CharField(max_length=vault.LONGEST),
        write_only=True,
        help_text="Twilio: `account`, `secret`, `numbers` (E.164, by commas). WhatsApp: "
        "`phone_number_id`, `token`. Telegram: `token`. Google Calendar: `calendar_id`, "
        "`client_id`, `client_secret`, `refresh_token`. Others: `api_key`.",
    )

    class Meta:
        model = ProviderCredential
        fields = ["id", "provider", "secrets", "hint", "tested_at", "updated_at"]
        read_only_fields = ["hint", "tested_at"]


class CredentialViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[ProviderCredential],
):
    """The organisation's own accounts at the providers; the instance's serve where it has none."""

    queryset = ProviderCredential.objects.none()
    serializer_class = CredentialSerializer
    lookup_value_regex = r"\d{1,18}"
    permissions = dict.fromkeys(
        ["list", "retrieve", "create", "destroy", "test"], "credentials.edit"
    )

    def get_queryset(self) -> QuerySet[ProviderCredential]:
        """Those of the organisation that asks."""
        return vault.credentials_of(_access(self.request))

    @extend_schema(responses={201: CredentialSerializer})
    def create(self, request: Request) -> Response:
        """Try an account at its provider, and keep it in place of the one before."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        kept = vault.keep_credential(access=_access(request), **given.validated_data)
        return Response(self.get_serializer(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=CredentialSerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        """Try it again at its provider."""
        tried = vault.try_credential(access=_access(request), credential=self.get_object())
        return Response(self.get_serializer(tried).data)

    def perform_destroy(self, instance: ProviderCredential) -> None:
        """Through the service, as every change."""
        vault.forget_credential(access=_access(self.request), credential=instance)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [("credentials", CredentialViewSet)]
