"""Errors, told once: RFC 9457 problem documents for the API, a friendly page for people.

Both carry the request's id, which is in the logs too.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from lib.errors import DomainError

MEDIA_TYPE = "application/problem+json"


def request_id() -> str:
    """The id that this request bears in the logs, or "" outside a request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class _DomainProblem(APIException):
    """A DomainError as DRF knows errors."""

    def __init__(self, error: DomainError) -> None:
        self.status_code = error.status
        detail: Any = (
            {name: [str(text)] for name, text in error.fields.items()}
            if error.fields
            else str(error.message)
        )
        super().__init__(detail, code=error.code)


class ProblemHandler(ExceptionHandler):
    """Knows our own errors, and answers with the media type of RFC 9457."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Every DomainError becomes an APIException with its status and code."""
        if isinstance(exc, DomainError):
            return _DomainProblem(exc)
        converted: Exception = super().convert_known_exceptions(exc)
        return converted

    def get_response(self, exc: APIException, data: dict[str, Any]) -> Response:
        """The document under its own media type."""
        response: Response = super().get_response(exc, data)
        response.content_type = MEDIA_TYPE
        return response


class ProblemFormatter(ExceptionFormatter):
    """One shape for every error."""

    def format_error_response(self, error_response: Any) -> dict[str, Any]:
        """The problem document of these errors."""
        status = self.exc.status_code
        return problem(
            status=status,
            code=error_response.errors[0].code,
            detail=error_response.errors[0].detail,
            errors=[
                {"field": error.attr, "code": error.code, "detail": error.detail}
                for error in error_response.errors
                if error.attr
            ],
        )


def problem(
    *, status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A problem document: `type`, `title`, `status`, `code`, `detail`, `request_id`, `errors`."""
    return {
        "type": f"urn:callsys:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request_id(),
        "errors": errors or [],
    }


class ProblemMiddleware:
    """A page that a rule stopped says so, in the person's language, with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls it when a view raised."""
        if not isinstance(exception, DomainError):
            return None
        context = {"message": exception.message, "request_id": request_id()}
        return render(request, "error.html", context, status=exception.status)
