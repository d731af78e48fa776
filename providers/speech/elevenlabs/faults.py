"""ElevenLabs' words for what went wrong, as ours.

The two 429s ask for opposite things, and an empty account comes as a 401.
"""

from collections.abc import Mapping
from typing import Any

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.speech.base import OutOfQuota, TooManyAtOnce

_QUOTA = frozenset({"quota_exceeded", "insufficient_credits"})
_AT_ONCE = frozenset({"too_many_concurrent_requests", "concurrent_limit_exceeded"})
_BUSY = frozenset({"system_busy", "rate_limited", "queue_overflow", "resource_exhausted"})
_AGAIN = frozenset({408, 409, 425})


def from_answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> ProviderError:
    """An HTTP answer that was not 2xx. Its message may quote the text: only codes go on."""
    detail = body.get("detail") if isinstance(body, dict) else None
    code = str(detail.get("status") or "") if isinstance(detail, dict) else ""
    return from_code(code, status=status, retry_after=_retry_after(headers or {}))


def from_code(code: str, *, status: int = 0, retry_after: float | None = None) -> ProviderError:
    """A code of theirs, from an answer or a socket."""
    code = code or str(status)
    if code in _QUOTA:
        return OutOfQuota("The account has no characters left.", code=code)
    if code in _AT_ONCE:
        return TooManyAtOnce("The account speaks too many texts at once.", code=code)
    if code in _BUSY or status == 429:
        return RateLimited("The voice is busy.", code=code, retry_after=retry_after)
    if status >= 500:
        return ProviderError("The voice's server failed.", code=code, retryable=True)
    return Refused("The voice refused the request.", code=code, retryable=status in _AGAIN)


def unreachable(code: str = "unreachable") -> Ambiguous:
    """No answer, or one that broke off."""
    return Ambiguous("The voice could not be reached.", code=code, retryable=True)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    found = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    try:
        return float(found)
    except ValueError:
        return None
