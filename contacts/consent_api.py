"""The API of what people agreed to."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.access import Access
from accounts.models import Organization
from contacts.models import ConsentRecord
from contacts.services.consents import record_consent, withdraw_consent
from lib.errors import InvalidInput
from lib.phone import BadNumber, parse_phone


class ConsentSerializer(serializers.ModelSerializer[ConsentRecord]):
    """Somebody's yes to calls of a purpose, with its proof: all that shows that it was given."""

    phone = serializers.CharField(write_only=True, max_length=60, help_text="As people write it.")
    recorded_by = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = ConsentRecord
        fields = [
            "id",
            "phone",
            "e164",
            "purpose",
            "basis",
            "text",
            "source",
            "evidence",
            "given_at",
            "expires_at",
            "withdrawn_at",
            "recorded_by",
            "recorded_at",
        ]
        read_only_fields = ["e164", "withdrawn_at", "recorded_at"]
        extra_kwargs = {"given_at": {"required": False}}


class WithdrawSerializer(serializers.Serializer[None]):
    """Who takes it back, and for what; for everything where no purpose is told."""

    phone = serializers.CharField(max_length=60, help_text="As people write it.")
    purpose = serializers.ChoiceField(ConsentRecord.Purpose.choices, required=False)


class WithdrawnSerializer(serializers.Serializer[None]):
    """How many records were withdrawn."""

    withdrawn = serializers.IntegerField()


class ConsentFilter(filters.FilterSet):  # type: ignore[misc]
    """Consents, of a number, a purpose, or those that stand."""

    standing = filters.BooleanFilter(
        field_name="withdrawn_at", lookup_expr="isnull", label="Not withdrawn."
    )

    class Meta:
        model = ConsentRecord
        fields = ["e164", "purpose"]


class ConsentViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[ConsentRecord],
):
    """What people agreed to, with the proof; written once, withdrawn, never changed."""

    queryset = ConsentRecord.objects.none()
    serializer_class = ConsentSerializer
    filterset_class = ConsentFilter
    lookup_value_regex = r"\d+"
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.edit",
        "withdraw": "contacts.edit",
    }

    def get_queryset(self) -> QuerySet[ConsentRecord]:
        """Those of the organisation that asks."""
        rows = ConsentRecord.objects.visible_to(_access(self.request))
        return rows.select_related("recorded_by")

    def perform_create(self, serializer: BaseSerializer[ConsentRecord]) -> None:
        """Through the service, as every change."""
        access, given = _access(self.request), dict(serializer.validated_data)
        serializer.instance = record_consent(
            organization=access.organization,
            e164=_number(access.organization, given.pop("phone")),
            user=access.user,
            **given,
        )

    @extend_schema(request=WithdrawSerializer, responses=WithdrawnSerializer)
    @action(detail=False, methods=["post"])
    def withdraw(self, request: Request) -> Response:
        """From now on the person has agreed to nothing (of this purpose)."""
        given = WithdrawSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        organization = _access(request).organization
        count = withdraw_consent(
            organization=organization,
            e164=_number(organization, given.validated_data["phone"]),
            purpose=given.validated_data.get("purpose", ""),
        )
        return Response({"withdrawn": count})


def _number(organization: Organization, phone: str) -> str:
    try:
        return parse_phone(phone, default_country=organization.default_country).e164
    except BadNumber as error:
        raise InvalidInput(error.code, error.message, fields={"phone": error.message}) from error


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access
