"""What Django answers when no view did: a problem document under /api/, a page elsewhere."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callsys.problems import MEDIA_TYPE, problem, request_id


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: not something that a browser of ours sends."""
    del exception
    return _answer(request, 400, gettext_lazy("This request cannot be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the person is known, and may not."""
    del exception
    return _answer(request, 403, gettext_lazy("You are not allowed to see this page."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    del exception
    return _answer(
        request, 404, gettext_lazy("There is nothing at this address. Perhaps it was removed.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: nothing may be relied on here, not even the database."""
    if _is_api(request):
        return _document(500, _("Something went wrong on our side."))
    context = {"request_id": request_id()}
    return HttpResponse(render_to_string("500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or from one that was open too long."""
    del reason
    return _answer(
        request, 403, gettext_lazy("This page was open for too long. Go back, reload, try again.")
    )


def _answer(request: HttpRequest, status: int, message: Promise) -> HttpResponse:
    if _is_api(request):
        return _document(status, str(message))
    context = {"message": message, "request_id": request_id()}
    return render(request, "error.html", context, status=status)


def _document(status: int, detail: str) -> HttpResponse:
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    document = problem(status=status, code=code, detail=detail)
    return JsonResponse(document, status=status, content_type=MEDIA_TYPE)


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
