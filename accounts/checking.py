"""Forms that say what is wrong while one types, by the rules that hold when they are sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

HEADER = "X-Check"


def checked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that takes a form: asked with `X-Check`, it does all that it would do, and
    nothing of it stays. What is wrong comes back as the page itself; 204 says that all is well.

    Only for views whose doing is rows of the database (and what waits for the commit): so the
    services' rules count as the form's own, and no rule is written twice.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or HEADER not in request.headers:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
        list(messages.get_messages(request))  # read, and so forgotten
        return response if response.status_code >= 400 else HttpResponse(status=204)

    return answer
