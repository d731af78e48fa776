"""Forms that say what is wrong while one types, by the rules that hold when they are sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

HEADER = "X-Check"


def is_check(request: HttpRequest) -> bool:
    """Whether a form is only to be judged."""
    return request.method == "POST" and HEADER in request.headers


def checked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that takes a form: asked with `X-Check`, it does all that it would do, and
    nothing of it stays. What is wrong comes back as the page itself; 204 says that all is well.

    Only for views whose doing is rows of the database, the session and what waits for the commit:
    so the services' rules count as the form's own, and no rule is written twice. What would ask
    others leaves that out where `is_check`.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_check(request):
            return view(request, *args, **kwargs)
        with transaction.atomic(), _session_kept(request):
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
        list(messages.get_messages(request))  # read, and so forgotten
        return response if response.status_code >= 400 else HttpResponse(status=204)

    return answer


@contextmanager
def _session_kept(request: HttpRequest) -> Iterator[None]:
    session = request.session
    before, was_modified = dict(session.items()), session.modified
    try:
        yield
    finally:
        session.clear()
        session.update(before)
        session.modified = was_modified
