"""Twilio's refusals, in its numbers and its shape."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MESSAGES: dict[int, str] = {
    10004: "Call concurrency limit exceeded",
    11200: "HTTP retrieval failure",
    12100: "Document parse failure",
    12200: "Schema validation warning",
    12300: "Invalid Content-Type",
    20001: "Unknown parameters",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL",
    21206: "Invalid SendDigits",
    21208: "Invalid Timeout",
    21209: "Invalid Method",
    21210: "The source phone number provided is not yet verified for your account",
    21211: "The phone number you are attempting to call is not valid",
    21212: "The 'From' number is not a valid phone number or caller id",
    21213: "'From' phone number is required",
    21214: "'To' phone number cannot be reached",
    21215: "Account not authorized to call this number: enable the country's geo permission",
    21216: "Account not allowed to call this number: it is on the blocklist",
    21218: "Invalid ApplicationSid",
    21220: "Invalid call state",
    21222: "Invalid status",
    22005: "Call queue is full",
    31920: "WebSocket handshake error",
    31921: "WebSocket closed by the server",
    31923: "Malformed stream URL",
    31924: "Stream protocol violation",
    31941: "Invalid track",
    39001: "Network connection to WebSocket server failed",
    64102: "Unable to connect to the WebSocket URL",
    64106: "Invalid argument",
    64107: "The message failed validation",
}


class TwilioError(Exception):
    """A request that is refused: `status` is HTTP's, `code` Twilio's."""

    def __init__(
        self,
        code: int,
        status: int = 400,
        detail: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail or MESSAGES.get(code, "Bad request"))
        self.code = code
        self.status = status
        self.retry_after = retry_after


def error_response(_: Request, error: Exception) -> Response:
    """The body that Twilio's SDKs turn into their own exception."""
    assert isinstance(error, TwilioError)
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = f"{error.retry_after:g}"
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    body = {
        "code": error.code,
        "message": str(error),
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    return JSONResponse(body, status_code=error.status, headers=headers)
