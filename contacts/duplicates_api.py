"""The API of people who stand twice."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import Access
from contacts.duplicates import find_alike
from contacts.models import Contact
from contacts.serializers import ContactSerializer, OwnedField
from contacts.services.duplicates import TAKEN, merge_contacts


class AlikeSerializer(serializers.Serializer[Any]):
    """People who may be one, the oldest entry first, and what they share."""

    kind = serializers.ChoiceField([("email", "email"), ("name", "name")])
    value = serializers.CharField()
    people = ContactSerializer(many=True, source="contacts")


class DuplicatesSerializer(serializers.Serializer[Any]):
    """Some groups; `after` asks for the next ones, "" where there are none."""

    groups = AlikeSerializer(many=True)
    after = serializers.CharField(allow_blank=True)


class MergeSerializer(serializers.Serializer[None]):
    """Who becomes part of this person, and what is taken from them."""

    loser = OwnedField(queryset=Contact.objects.all())
    take = serializers.ListField(
        child=serializers.ChoiceField([(name, name) for name in TAKEN]), required=False
    )


class DuplicateActions(viewsets.GenericViewSet[Contact]):
    """What is asked and done about people who stand twice."""

    @extend_schema(
        responses=DuplicatesSerializer,
        parameters=[OpenApiParameter("after", str, description="As the last answer gave it.")],
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def duplicates(self, request: Request) -> Response:
        """People who may stand twice: one e-mail or one full name, several phones."""
        groups, after = find_alike(
            _access(request), after=str(request.query_params.get("after", ""))
        )
        return Response(DuplicatesSerializer({"groups": groups, "after": after}).data)

    @extend_schema(request=MergeSerializer, responses=ContactSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Make one person of two: calls, lists, appointments and all else of `loser` become this
        one's, and `loser` goes."""
        given = MergeSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        merged = merge_contacts(
            organization=_access(request).organization,
            winner=self.get_object(),
            loser=given.validated_data["loser"],
            take=given.validated_data.get("take", ()),
        )
        return Response(ContactSerializer(merged, context=self.get_serializer_context()).data)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access
