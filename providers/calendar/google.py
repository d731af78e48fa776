"""Google Calendar v3, with a refresh token: which times are taken, and writing one meeting.

Google does not keep meetings apart: who books must ask first, and one at a time. The id of a
meeting is ours, so that the same one written twice is one (409 means that it is there).
"""

import datetime as dt
import hashlib
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused

TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)
BASE_URL = "https://www.googleapis.com"
TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_EARLY = 60.0
_GONE = frozenset({"notFound", "deleted"})
_LIMITED = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})

_tokens: dict[tuple[str, ...], tuple[str, float]] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to be written; times aware."""

    id: str
    summary: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class GoogleCalendar:
    """One calendar of one account. `base_url` set: a simulator's, which has both addresses."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    calendar_id: str = "primary"
    base_url: str = ""

    @staticmethod
    def event_id(key: str) -> str:
        """An id that Google takes (base32hex in lower case): the same for the same key."""
        return hashlib.blake2b(key.encode(), digest_size=20).hexdigest()

    def busy(self, begin: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """The times that are taken. Errors of a calendar come with a 200, and count as errors."""
        body = self._ask(
            "POST",
            "/freeBusy",
            {
                "timeMin": begin.isoformat(),
                "timeMax": end.isoformat(),
                "items": [{"id": self.calendar_id}],
            },
        )
        try:
            found = body["calendars"][self.calendar_id]
            if found.get("errors"):
                raise Refused("The calendar can't be read.", code=found["errors"][0]["reason"])
            return [(_moment(each["start"]), _moment(each["end"])) for each in found["busy"]]
        except (LookupError, TypeError, ValueError) as error:
            raise ProviderError("The calendar is unreadable.", retryable=True) from error

    def prove(self) -> None:
        """Whether the account opens and has this calendar; raises ProviderError."""
        now = dt.datetime.now(dt.UTC)
        self.busy(now, now + dt.timedelta(minutes=1))

    def insert(self, meeting: Meeting) -> None:
        """Write it; once, however often it is asked."""
        event = {
            "id": meeting.id,
            "summary": meeting.summary,
            "start": {"dateTime": meeting.starts_at.isoformat()},
            "end": {"dateTime": meeting.ends_at.isoformat()},
        }
        try:
            self._ask("POST", f"/calendars/{self.calendar_id}/events?sendUpdates=none", event)
        except Refused as error:
            if error.code != "duplicate":
                raise

    def remove(self, event_id: str) -> None:
        """Take it out; also when it has gone already."""
        try:
            self._ask("DELETE", f"/calendars/{self.calendar_id}/events/{event_id}?sendUpdates=none")
        except Refused as error:
            if error.code not in _GONE:
                raise

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        url = f"{self.base_url or BASE_URL}/calendar/v3{path}"
        headers = {"authorization": f"Bearer {self._token()}"}
        return _sent(method, url, headers=headers, json=body)

    def _token(self) -> str:
        """An access token, kept until a minute before it ends."""
        account = (self.client_id, self.client_secret, self.refresh_token, self.base_url)
        with _lock:
            token, until = _tokens.get(account, ("", 0.0))
            if time.monotonic() < until:
                return token
            answer = _sent(
                "POST",
                f"{self.base_url}/token" if self.base_url else TOKEN_URL,
                data={
                    "grant_type": "refresh_token",
                    "client_id": self.client_id,
                    "client_secret": self.client_secret,
                    "refresh_token": self.refresh_token,
                },
            )
            lasts = float(answer.get("expires_in", 0)) - _EARLY
            _tokens[account] = (answer["access_token"], time.monotonic() + lasts)
            return str(answer["access_token"])


def _sent(method: str, url: str, **request: Any) -> Any:
    try:
        with httpx.Client(timeout=TIMEOUT) as client:
            answer = client.request(method, url, **request)
        body = answer.json() if answer.content else {}
    except httpx.HTTPError as error:
        raise Ambiguous("The calendar could not be reached.", retryable=True) from error
    except ValueError as error:
        raise ProviderError("The calendar is unreadable.", retryable=True) from error
    if answer.status_code < 300:
        return body
    code = _code(body)
    if answer.status_code == 429 or code in _LIMITED:
        raise RateLimited("Too many requests to the calendar.", code=code)
    if answer.status_code >= 500:
        raise ProviderError("The calendar failed.", code=code, retryable=True)
    raise Refused("The calendar refused.", code=code)


def _code(body: Any) -> str:
    """`error` is a word where the token is refused, an object elsewhere."""
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, str):
        return error
    reasons = (error or {}).get("errors") or [{}]
    return str(reasons[0].get("reason", ""))


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
