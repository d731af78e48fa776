"""The API of contacts."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.access import Access
from contacts import selectors, services
from contacts.consent_api import ConsentViewSet
from contacts.duplicates_api import DuplicateActions
from contacts.filters import ContactFilter, SuppressionFilter
from contacts.law_api import ROUTES as LAW_ROUTES
from contacts.lead_api import LeadViewSet, StageViewSet
from contacts.models import Contact, ContactList, Import, Suppression
from contacts.serializers import (
    ContactListSerializer,
    ContactSerializer,
    ImportSerializer,
    RejectionSerializer,
    SomeContactsSerializer,
    SuppressionSerializer,
    UploadSerializer,
)
from contacts.services.suppression import suppress_typed
from contacts.tasks import wake_for

_LOOKS = ("list", "retrieve")
_METHODS = ["get", "post", "patch", "delete", "head", "options"]


class ContactViewSet(DuplicateActions, viewsets.ModelViewSet[Contact]):
    """People whom the organisation may call."""

    queryset = Contact.objects.none()
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    lookup_value_regex = r"\d+"
    http_method_names = _METHODS
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.edit",
        "partial_update": "contacts.edit",
        "destroy": "contacts.delete",
        "duplicates": "contacts.view",
        "merge": "contacts.delete",
    }

    def get_queryset(self) -> QuerySet[Contact]:
        """Those of the organisation that asks; to be looked at, with the ids of their lists."""
        contacts = selectors.contacts_visible_to(_access(self.request))
        return selectors.with_lists(contacts) if self.action in _LOOKS else contacts

    def perform_create(self, serializer: BaseSerializer[Contact]) -> None:
        """Through the service, as every change."""
        serializer.instance = services.create_contact(
            organization=_access(self.request).organization, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Contact]) -> None:
        """Through the service, as every change."""
        assert serializer.instance is not None
        serializer.instance = services.update_contact(
            contact=serializer.instance, **serializer.validated_data
        )

    def perform_destroy(self, instance: Contact) -> None:
        """Through the service, as every change."""
        services.delete_contact(contact=instance)


class ContactListViewSet(viewsets.ModelViewSet[ContactList]):
    """Named sets of contacts: whom campaigns call."""

    queryset = ContactList.objects.none()
    serializer_class = ContactListSerializer
    lookup_value_regex = r"\d+"
    http_method_names = _METHODS
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.edit",
        "partial_update": "contacts.edit",
        "destroy": "contacts.delete",
        "add": "contacts.edit",
        "remove": "contacts.edit",
    }

    def get_queryset(self) -> QuerySet[ContactList]:
        """Those of the organisation that asks."""
        return selectors.lists_visible_to(_access(self.request))

    def perform_create(self, serializer: BaseSerializer[ContactList]) -> None:
        """Through the service, as every change."""
        serializer.instance = services.create_list(
            organization=_access(self.request).organization, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[ContactList]) -> None:
        """Through the service, as every change."""
        found = serializer.instance
        assert found is not None
        name = serializer.validated_data.get("name", found.name)
        serializer.instance = services.rename_list(contact_list=found, name=name)

    def perform_destroy(self, instance: ContactList) -> None:
        """Through the service, as every change."""
        services.delete_list(contact_list=instance)

    @extend_schema(request=SomeContactsSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def add(self, request: Request, pk: str) -> Response:
        """Put contacts on the list; those on it already stay."""
        services.add_to_list(contact_list=self.get_object(), contacts=self._some_contacts())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=SomeContactsSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take contacts off the list."""
        services.remove_from_list(contact_list=self.get_object(), contacts=self._some_contacts())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _some_contacts(self) -> list[Contact]:
        given = SomeContactsSerializer(
            data=self.request.data, context=self.get_serializer_context()
        )
        given.is_valid(raise_exception=True)
        contacts: list[Contact] = given.validated_data["contacts"]
        return contacts


class ImportViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Import],
):
    """Files of contacts: uploaded, read in the background, each row accounted for."""

    queryset = Import.objects.none()
    serializer_class = ImportSerializer
    parser_classes = [MultiPartParser]
    lookup_value_regex = r"\d+"
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.import",
        "rejected": "contacts.view",
    }

    def get_queryset(self) -> QuerySet[Import]:
        """Those of the organisation that asks."""
        return selectors.imports_visible_to(_access(self.request))

    @extend_schema(request=UploadSerializer, responses={201: ImportSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a file in. Ask again for how far it is."""
        given = UploadSerializer(data=request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        file = given.validated_data["file"]
        access = _access(request)
        upload = services.create_import(
            organization=access.organization,
            user=access.user,
            file=file,
            filename=file.name,
            contact_list=given.validated_data.get("list"),
            list_name=given.validated_data.get("list_name", ""),
            default_country=given.validated_data.get("default_country", ""),
        )
        wake_for(upload.pk)
        return Response(ImportSerializer(upload).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=RejectionSerializer(many=True))
    @action(detail=True)
    def rejected(self, request: Request, pk: str) -> Response:
        """The rows that could not become contacts, and why."""
        rows: Any = self.paginate_queryset(self.get_object().rejected_rows.all())  # type: ignore[arg-type]
        return self.get_paginated_response(RejectionSerializer(rows, many=True).data)


class SuppressionViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet[Suppression],
):
    """Numbers that must not be contacted, whatever list or campaign they are in."""

    queryset = Suppression.objects.none()
    serializer_class = SuppressionSerializer
    filterset_class = SuppressionFilter
    lookup_value_regex = r"\d+"
    permissions = {
        "list": "contacts.view",
        "retrieve": "contacts.view",
        "create": "contacts.edit",
        "destroy": "contacts.delete",
    }

    def get_queryset(self) -> QuerySet[Suppression]:
        """Those of the organisation that asks."""
        return selectors.suppressions_visible_to(_access(self.request))

    def perform_create(self, serializer: BaseSerializer[Suppression]) -> None:
        """Through the service, as every change."""
        access = _access(self.request)
        serializer.instance = suppress_typed(
            organization=access.organization,
            source=Suppression.Source.API,
            evidence=str(access.user or ""),
            **serializer.validated_data,
        )

    def perform_destroy(self, instance: Suppression) -> None:
        """Through the service, as every change."""
        services.lift_suppression(suppression=instance)


def _access(request: Request) -> Access:
    access: Access = request.access  # type: ignore[attr-defined]
    return access


ROUTES: list[tuple[str, Any]] = [
    ("contacts", ContactViewSet),
    ("lists", ContactListViewSet),
    ("imports", ImportViewSet),
    ("suppressions", SuppressionViewSet),
    ("leads", LeadViewSet),
    ("stages", StageViewSet),
    ("consents", ConsentViewSet),
    *LAW_ROUTES,
]
