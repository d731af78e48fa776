"""What every page says of notifications."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.selectors import MOST_COUNTED, standing_of


def notices(request: HttpRequest) -> dict[str, Any]:
    """How many are unread and how toasts are liked; read only where a page shows it."""
    access = getattr(request, "access", None)
    if not access:
        return {}
    return {"standing": SimpleLazyObject(lambda: standing_of(access)), "most_unread": MOST_COUNTED}
