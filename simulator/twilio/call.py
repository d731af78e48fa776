"""The call resource: what Twilio says about a call at any time."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from simulator.twilio.numbers import formatted
from simulator.twilio.parameters import Instructions

TERMINAL = frozenset(("completed", "busy", "no-answer", "failed", "canceled"))
_PRICE_A_MINUTE = 0.014
_SUBRESOURCES = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Call:
    """Durations in simulated seconds, dates on the wall's clock, `queue_time` in milliseconds."""

    sid: str
    account_sid: str
    to: str
    caller: str
    instructions: Instructions
    status: str = "queued"
    direction: str = "outbound-api"
    parent_call_sid: str | None = None
    queue_time: int = 0
    answered_by: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration: int | None = None
    date_created: datetime = field(default_factory=_now)
    date_updated: datetime = field(default_factory=_now)

    @property
    def is_over(self) -> bool:
        return self.status in TERMINAL

    def become(self, status: str) -> None:
        self.status = status
        self.date_updated = _now()
        if status in ("ringing", "in-progress") and self.start_time is None:
            self.start_time = self.date_updated
        if self.is_over:
            self.end_time = self.date_updated
            self.start_time = self.start_time or self.date_updated
            self.duration = self.duration or 0

    def as_json(self) -> dict[str, Any]:
        base = f"/2010-04-01/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "to": self.to,
            "to_formatted": formatted(self.to),
            "from": self.caller,
            "from_formatted": formatted(self.caller),
            "phone_number_sid": None,
            "status": self.status,
            "start_time": rfc2822(self.start_time),
            "end_time": rfc2822(self.end_time),
            "duration": None if self.duration is None else str(self.duration),
            "price": self._price(),
            "price_unit": "USD",
            "direction": self.direction,
            "answered_by": self.answered_by,
            "api_version": "2010-04-01",
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": str(self.queue_time),
            "trunk_sid": None,
            "parent_call_sid": self.parent_call_sid,
            "date_created": rfc2822(self.date_created),
            "date_updated": rfc2822(self.date_updated),
            "uri": f"{base}.json",
            "subresource_uris": {
                name: f"{base}/{path}.json" for name, path in _SUBRESOURCES.items()
            },
        }

    def _price(self) -> str | None:
        if not self.is_over or not self.duration:
            return None
        return f"{-_PRICE_A_MINUTE * math.ceil(self.duration / 60):.5f}"


def rfc2822(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)
