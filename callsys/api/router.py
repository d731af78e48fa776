"""The router: what it registers follows the API's protocol, with nothing to remember in an app."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter

from callsys.api.etags import Etags
from callsys.api.idempotency import Idempotency
from callsys.api.limits import Limits


class Narrowing:
    """For a viewset: lists are narrowed, by what is asked; what is named by its id is not."""

    detail: bool | None
    request: Request

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """As DRF's, for lists only."""
        if self.detail or not self.request.query_params:
            return queryset
        narrowed: QuerySet[Any] = super().filter_queryset(queryset)  # type: ignore[misc]
        return narrowed


class ApiRouter(SimpleRouter):
    """Gives each viewset idempotency keys, entity tags and the headers of its limits."""

    def register(self, prefix: str, viewset: Any, basename: str | None = None) -> None:
        """As DRF's, of a viewset under the protocol."""
        members = {"__doc__": viewset.__doc__, "__module__": viewset.__module__}
        protocol = (Limits, Idempotency, Etags, Narrowing, viewset)
        super().register(prefix, type(viewset.__name__, protocol, members), basename)
