"""The one table of faults: every kind, where it strikes and what it does."""

from dataclasses import dataclass, fields
from typing import Any

# kind → (seam, what happens)
KINDS: dict[str, tuple[str, str]] = {
    "create_timeout": ("create", "accepted, the phone rings, no answer ever comes"),
    "create_reset": ("create", "accepted, the phone rings, the connection is reset"),
    "create_500": ("create", "accepted, the phone rings, the answer is 500"),
    "create_bad_json": ("create", "accepted, the phone rings, the answer is 201 and not JSON"),
    "create_slow": ("create", "accepted, the answer comes after `seconds`"),
    "callbacks_first": ("create", "accepted, the first callback arrives before the answer"),
    "create_429": ("create", "refused unprocessed with 429; Retry-After when `retry_after` is set"),
    "create_503": ("create", "refused unprocessed with 503; Retry-After when `retry_after` is set"),
    "create_refused": ("create", "refused with 400 and Twilio's `code`"),
    "create_dropped": ("create", "connection reset before anything was processed"),
    "api_429": ("api", "fetch, list or update answered with 429"),
    "api_500": ("api", "fetch, list or update answered with 500"),
    "api_timeout": ("api", "fetch, list or update never answered"),
    "callback_duplicate": ("callback", "the callback is sent twice"),
    "callback_reorder": ("callback", "the callback is held until the next one has been sent"),
    "callback_delay": ("callback", "the callback is sent `seconds` late; others overtake it"),
    "callback_lost": ("callback", "the callback is never sent"),
    "callback_unsigned": ("callback", "the callback carries no signature"),
    "callback_bad_signature": ("callback", "the callback carries a wrong signature"),
    "callback_port_signature": ("callback", "the callback is signed over its address with a port"),
    "twiml_timeout": ("twiml", "the instructions count as never answered"),
    "twiml_slow": ("twiml", "the instructions are fetched `seconds` late"),
    "amd_verdict": ("amd", "machine detection says `value`"),
    "amd_never": ("amd", "machine detection never says anything"),
    "amd_late": ("amd", "machine detection speaks `seconds` late"),
    "recording_absent": ("recording", "the recording's callback says absent"),
    "recording_early": ("ending", "the recording's callback comes before the call's last one"),
    "relay_refused": ("relay", "the relay's socket counts as refused"),
    "relay_drop": ("relay_live", "the relay's socket breaks after `turns` of the person's"),
    "relay_text_duration": ("interrupt", "durationUntilInterruptMs is a string"),
    "stream_refused": ("stream", "the stream's socket counts as refused"),
    "stream_drop": ("stream_live", "the stream's socket breaks after `turns` of the person's"),
    "model_slow": ("model", "the first token comes `seconds` late"),
    "model_stall": ("model", "the stream stops for `seconds` after its third token"),
    "model_cut": ("model", "the connection breaks after the third token"),
    "model_429": ("model", "429, the rate limit; when to come back where `retry_after` is set"),
    "model_500": ("model", "500 server_error"),
    "model_529": ("model", "overloaded: 529, in Gemini's words 503"),
    "model_malformed": ("model", "an event of the stream, or the answer, is not JSON"),
    "model_refusal": ("model", "the model refuses instead of answering"),
    "calendar_revoked": ("calendar_token", "the refresh token is refused: invalid_grant"),
    "calendar_unreadable": ("calendar_busy", "freeBusy says notFound for the calendar, with a 200"),
    "calendar_403": ("calendar_api", "403 rateLimitExceeded"),
    "message_refused": ("message", "WhatsApp refuses with 131047, Telegram 403, texts 21610"),
    "message_500": ("message", "500, and nobody knows whether it was sent"),
    "model_bad_arguments": ("model", "tool calls carry arguments that are not JSON"),
    "speech_quota": ("speech", "401 quota_exceeded"),
    "speech_concurrency": ("speech", "429 too_many_concurrent_requests"),
    "speech_busy": ("speech", "429 system_busy; Retry-After when `retry_after` is set"),
    "speech_500": ("speech", "500, nothing is spoken"),
    "speech_slow": ("speech", "the first sound comes `seconds` late"),
    "speech_stall": ("speech", "the sound stops for `seconds` after its first quarter second"),
    "speech_cut": ("speech", "the connection breaks after the first quarter second"),
    "hearing_quota": ("hearing", "recognition says quota_exceeded"),
    "hearing_stall": ("hearing", "recognition says nothing for `seconds`"),
    "hearing_cut": ("hearing", "recognition's socket breaks"),
}
SEAMS = frozenset(seam for seam, _ in KINDS.values())


class UnknownFault(ValueError):
    """Asked for a kind, a field or a value that the table does not have."""


@dataclass(slots=True)
class Fault:
    """One fault and whom it strikes. Empty filters strike everyone; `count` 0 never runs out."""

    kind: str
    number: str = ""  # the callee: whole, or its first or last digits with a * in place of the rest
    path: str = ""  # part of the address requested of us, or by us
    event: str = ""  # callbacks only: initiated, ringing, answered, completed, recording, amd …
    probability: float = 1.0
    count: int = 0
    seconds: float = 0.0
    turns: int = 1
    retry_after: float | None = None
    code: int = 21214
    value: str = ""
    struck: int = 0

    @property
    def seam(self) -> str:
        return KINDS[self.kind][0]

    def concerns(self, *, number: str, path: str, event: str) -> bool:
        return (
            (not self.count or self.struck < self.count)
            and _matches(self.number, number)
            and self.path in path
            and (not self.event or self.event == event)
        )


def read_fault(wanted: dict[str, Any]) -> Fault:
    """A fault from its JSON form; raises UnknownFault for what the table does not have."""
    if wanted.get("kind") not in KINDS:
        raise UnknownFault(f"kind must be one of {', '.join(sorted(KINDS))}")
    unknown = set(wanted) - {field.name for field in fields(Fault)} | {"struck"} & set(wanted)
    if unknown:
        raise UnknownFault(f"no such field: {', '.join(sorted(unknown))}")
    return Fault(**wanted)


def _matches(pattern: str, number: str) -> bool:
    if pattern.startswith("*"):
        return number.endswith(pattern[1:])
    if pattern.endswith("*"):
        return number.startswith(pattern[:-1])
    return not pattern or pattern == number
