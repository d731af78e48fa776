"""What `bench.api` serves: the product, and beside it a Django view that does nothing."""

from typing import Any

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

application: Any = get_wsgi_application()


def bare(request: HttpRequest) -> JsonResponse:
    """An answer."""
    return JsonResponse({"ok": True})


def _add_route() -> None:
    from callsys import urls  # noqa: PLC0415  (its settings are loaded only now)

    urls.urlpatterns.append(path("bare/", bare))


_add_route()
