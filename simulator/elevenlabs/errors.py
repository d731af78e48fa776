"""What ElevenLabs says when it says no: `{"detail": {"status": …, "message": …}}`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator.faults import Fault


class ElevenLabsError(Exception):
    def __init__(
        self, http: int, status: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.http = http
        self.status = status
        self.headers = headers


class Invalid(Exception):
    """422: the list of what is wrong, each `(where, what)`."""

    def __init__(self, *wrong: tuple[str, str]) -> None:
        super().__init__("invalid")
        self.wrong = wrong


def quota_exceeded(left: int, needed: int) -> ElevenLabsError:
    """The one that comes as 401."""
    return ElevenLabsError(
        401,
        "quota_exceeded",
        f"This request exceeds your quota. You have {left} credits remaining, "
        f"while {needed} credits are required for this request.",
    )


def too_many_at_once() -> ElevenLabsError:
    return ElevenLabsError(
        429,
        "too_many_concurrent_requests",
        "Too many concurrent requests. Your current subscription is associated with a maximum.",
    )


def refusal(fault: Fault) -> ElevenLabsError | None:
    """The error that a fault of the seam `speech` is, if it is one."""
    after = {"Retry-After": f"{fault.retry_after:g}"} if fault.retry_after is not None else None
    match fault.kind:
        case "speech_quota":
            return quota_exceeded(0, 1)
        case "speech_concurrency":
            return too_many_at_once()
        case "speech_busy":
            return ElevenLabsError(
                429,
                "system_busy",
                "The system is experiencing heavy traffic. Please try again later.",
                after,
            )
        case "speech_500":
            return ElevenLabsError(500, "internal_server_error", "Something went wrong.")
    return None


def error_response(_: Request, error: Exception) -> Response:
    assert isinstance(error, ElevenLabsError)
    detail = {"status": error.status, "message": str(error)}
    return JSONResponse({"detail": detail}, status_code=error.http, headers=error.headers)


def invalid_response(_: Request, error: Exception) -> Response:
    assert isinstance(error, Invalid)
    detail: list[dict[str, Any]] = [
        {"loc": ["body", *where.split(".")], "msg": what, "type": "value_error"}
        for where, what in error.wrong
    ]
    return JSONResponse({"detail": detail}, status_code=422)
