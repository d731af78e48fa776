"""The API asks the same table as the pages."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasPermission(BasePermission):
    """A view names what each of its actions needs: `permissions = {"list": "contacts.view"}`.

    An action that is not named is refused: forgetting one opens nothing.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        access = getattr(request, "access", None)
        needed = view.permissions.get(getattr(view, "action", None) or request.method.lower())
        return bool(access) and needed is not None and access.allows(needed)
