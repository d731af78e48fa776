"""The guard of a page: signed in, in an organisation, allowed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accounts.access import Access


class PageRequest(HttpRequest):
    """A request that passed the guard."""

    access: Access


def page(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., Any]]:
    """Decorate a view: strangers go to sign-in, people without an organisation to make one,
    people without the permission get a 403 page. The guarded view bears its `permission`, so that
    the table of roles can be held against every route."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.access:
                return redirect("organization_create")
            request.access.require(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return login_required(guarded)

    return decorate
