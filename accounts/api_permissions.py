"""The API asks the same table as the pages."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.permissions import ANYONE


class HasPermission(BasePermission):
    """A view names what each of its actions needs: `permissions = {"list": "contacts.view"}`.

    An action that is not named is refused: forgetting one opens nothing.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        access = getattr(request, "access", None)
        action = getattr(view, "action", None) or str(request.method).lower()
        needed = view.permissions.get(action)
        if needed == ANYONE:
            return True
        if not access or needed is None:
            return False
        return bool(access.allows(needed))
