"""The router: what it registers follows the API's protocol, with nothing to remember in an app."""

from typing import Any

from rest_framework.routers import SimpleRouter

from callsys.api.etags import Etags
from callsys.api.idempotency import Idempotency
from callsys.api.limits import Limits


class ApiRouter(SimpleRouter):
    """Gives each viewset idempotency keys, entity tags and the headers of its limits."""

    def register(self, prefix: str, viewset: Any, basename: str | None = None) -> None:
        """As DRF's, of a viewset under the protocol."""
        members = {"__doc__": viewset.__doc__, "__module__": viewset.__module__}
        protocol = (Limits, Idempotency, Etags, viewset)
        super().register(prefix, type(viewset.__name__, protocol, members), basename)
