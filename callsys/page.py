"""What every page's template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The one who asks, and where live messages come from."""
    return {"access": getattr(request, "access", None), "live_url": settings.LIVE_URL}
