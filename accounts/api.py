"""The API of accounts: signing in, keys, members, the organisation, who did what."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts import credential_api, grants, keys, selectors, services
from accounts.access import Access
from accounts.models import ApiKey, AuditEntry, Membership, Organization
from accounts.origin import address_of
from accounts.permissions import ANYONE, Role
from accounts.serializers import (
    ApiKeySerializer,
    AuditEntrySerializer,
    MemberSerializer,
    NewApiKeySerializer,
    OrganizationSerializer,
    RefreshSerializer,
    RoleSerializer,
    SignInSerializer,
    TokensSerializer,
)
from accounts.sign_in import sign_in


class TokenViewSet(viewsets.GenericViewSet[Any]):
    """Signing in as a person. Programs of an organisation use API keys instead."""

    authentication_classes: list[Any] = []
    permissions = {"create": ANYONE, "refresh": ANYONE, "end": ANYONE}
    serializer_class = SignInSerializer

    @extend_schema(responses={201: TokensSerializer})
    def create(self, request: Request) -> Response:
        """E-mail, password and, with a second factor, its code, for tokens."""
        given = self._given(request)
        plain = request._request
        user = sign_in(plain, **given)
        tokens = grants.issue_tokens(
            user=user,
            client=request.headers.get("User-Agent", ""),
            address=address_of(plain) or None,
        )
        return Response(TokensSerializer(tokens).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: TokensSerializer})
    @action(detail=False, methods=["post"], serializer_class=RefreshSerializer)
    def refresh(self, request: Request) -> Response:
        """The newest refresh token, for new ones. An older one ends the whole sign-in."""
        tokens = grants.refresh_tokens(token=self._given(request)["refresh"])
        return Response(TokensSerializer(tokens).data)

    @extend_schema(responses={204: None})
    @action(detail=False, methods=["post"], serializer_class=RefreshSerializer)
    def end(self, request: Request) -> Response:
        """Sign out: no token of this sign-in is good any more."""
        grants.end_grant(token=self._given(request)["refresh"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _given(self, request: Request) -> dict[str, Any]:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        data: dict[str, Any] = given.validated_data
        return data


class ApiKeyViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[ApiKey],
):
    """Keys of programs: scopes are permissions, never more than their maker's own."""

    queryset = ApiKey.objects.none()
    serializer_class = ApiKeySerializer
    lookup_value_regex = r"\d{1,18}"
    permissions = dict.fromkeys(["list", "retrieve", "create", "destroy"], "keys.edit")

    def get_queryset(self) -> QuerySet[ApiKey]:
        """Those of the organisation that asks."""
        return keys.keys_of(_access(self.request))

    @extend_schema(responses={201: NewApiKeySerializer})
    def create(self, request: Request) -> Response:
        """Make a key. This answer alone holds its secret."""
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        key, secret = keys.create_api_key(access=_access(request), **given.validated_data)
        answer = ApiKeySerializer(key).data | {"secret": secret}
        return Response(answer, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance: ApiKey) -> None:
        """Through the service, as every change."""
        keys.revoke_api_key(access=_access(self.request), key=instance)


class MemberViewSet(viewsets.ModelViewSet[Membership]):
    """Who works here, and as what."""

    queryset = Membership.objects.none()
    serializer_class = MemberSerializer
    lookup_value_regex = r"\d{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    permissions = {
        "list": "members.view",
        "retrieve": "members.view",
        "create": "members.edit",
        "partial_update": "members.edit",
        "destroy": "members.edit",
    }

    def get_queryset(self) -> QuerySet[Membership]:
        """Those of the organisation that asks."""
        return selectors.members_of(_access(self.request))

    def perform_create(self, serializer: BaseSerializer[Membership]) -> None:
        """Through the service, as every change."""
        given = serializer.validated_data
        serializer.instance = services.add_member(
            access=_access(self.request), email=given["user"]["email"], role=Role(given["role"])
        )

    @extend_schema(request=RoleSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give a member another role."""
        given = RoleSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        membership = services.change_role(
            access=_access(request),
            membership=self.get_object(),
            role=Role(given.validated_data["role"]),
        )
        return Response(MemberSerializer(membership).data)

    def perform_destroy(self, instance: Membership) -> None:
        """Through the service, as every change."""
        services.remove_member(access=_access(self.request), membership=instance)


class OrganizationViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet[Organization],
):
    """The organisation that one works in."""

    queryset = Organization.objects.none()
    serializer_class = OrganizationSerializer
    lookup_value_regex = r"\d{1,18}"
    http_method_names = ["get", "patch", "head", "options"]
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "partial_update": "settings.edit",
    }

    def get_queryset(self) -> QuerySet[Organization]:
        """The one of this request; another is chosen by the Callsys-Organization header."""
        return Organization.objects.filter(pk=_access(self.request).organization.pk)

    def perform_update(self, serializer: BaseSerializer[Organization]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        names = ("name", "language", "time_zone", "default_country")
        standing = {name: getattr(serializer.instance, name) for name in names}
        serializer.instance = services.update_organization(
            access=_access(self.request), **standing | serializer.validated_data
        )


class MomentFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]
    """A time, told to the database in UTC: it refuses zones that Python takes."""

    def filter(self, rows: QuerySet[AuditEntry], value: dt.datetime | None) -> Any:
        """As any filter; nothing is before the beginning of time."""
        try:
            return super().filter(rows, value and value.astimezone(dt.UTC))
        except OverflowError:
            return rows.none()


class AuditFilter(filters.FilterSet):  # type: ignore[misc]
    """What the audit may be narrowed to."""

    since = MomentFilter("happened_at", "gte")
    until = MomentFilter("happened_at", "lt")
    email = filters.CharFilter("actor__email", max_length=254, label="Of the one who did it.")

    class Meta:
        model = AuditEntry
        fields = ["action", "subject", "subject_id"]


class AuditViewSet(viewsets.ReadOnlyModelViewSet[AuditEntry]):
    """Who did what, from where, before and after. Nobody can change it."""

    queryset = AuditEntry.objects.none()
    serializer_class = AuditEntrySerializer
    filterset_class = AuditFilter
    lookup_value_regex = r"\d{1,18}"
    permissions = {"list": "audit.view", "retrieve": "audit.view"}

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """That of the organisation that asks."""
        return AuditEntry.objects.visible_to(_access(self.request))


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [
    ("tokens", TokenViewSet),
    ("keys", ApiKeyViewSet),
    ("members", MemberViewSet),
    ("organizations", OrganizationViewSet),
    ("audit", AuditViewSet),
    *credential_api.ROUTES,
]
