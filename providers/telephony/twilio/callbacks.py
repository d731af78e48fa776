"""Twilio's status callbacks, in our words."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from providers.telephony.base import CallReport, LineReport, ReportedStatus
from providers.telephony.twilio.statuses import STATUSES

_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
_STREAM_SID = re.compile(r"MZ[0-9a-fA-F]{32}")
_TRANSCRIPTION_SID = re.compile(r"GT[0-9a-fA-F]{32}")
_STREAM_EVENTS = frozenset({"stream-started", "stream-stopped", "stream-error"})
_PARTIES = {"inbound_track": "person", "outbound_track": "agent"}
_LONGEST_CALL = 7 * 24 * 3600

# What may help a person later. The numbers are left out: the call has its own.
_KEPT = (
    "SequenceNumber",
    "SipResponseCode",
    "ErrorCode",
    "ErrorMessage",
    "AnsweredBy",
    "StirVerstat",
    "ForwardedFrom",
)


def report_of(form: Mapping[str, str]) -> CallReport | None:
    """What a status callback says; None when it says nothing about a call that we can place.

    Callbacks of one call are told apart by their sequence number and status: a repeated one has
    the same key. `CallDuration` is seconds; `Duration`, its sibling, is minutes rounded up.
    """
    status = STATUSES.get(form.get("CallStatus", ""))
    call_sid = form.get("CallSid", "")
    if status is None or not _CALL_SID.fullmatch(call_sid):
        return None
    sequence = form.get("SequenceNumber", "")[:8]
    return CallReport(
        source="callback",
        key=_storable(f"status:{sequence}:{form['CallStatus']}"),
        provider_id=call_sid,
        status=status,
        occurred_at=_moment(form.get("Timestamp", "")),
        duration=_seconds(form.get("CallDuration", "")),
        error_code=_error(form, status),
        answered_by=_storable(form.get("AnsweredBy", ""))[:24],
        data={name: _storable(form[name])[:200] for name in _KEPT if form.get(name)},
    )


def answerer_of(form: Mapping[str, str]) -> str:
    """Who answered, in Twilio's words (human, machine_end_beep, fax, unknown …); "" for none."""
    return _storable(form.get("AnsweredBy", ""))[:24]


def stream_of(form: Mapping[str, str]) -> LineReport | None:
    """What became of a stream, by its status callback; None for what is not understood.

    `StreamError` begins with Twilio's code where there is one.
    """
    sid, event = form.get("StreamSid", ""), form.get("StreamEvent", "")
    if event not in _STREAM_EVENTS or not _STREAM_SID.fullmatch(sid):
        return None
    told = form.get("StreamError", "")
    code = re.match(r"\d{5}", told)
    return LineReport(
        source="stream",
        key=f"{event}:{sid}",
        occurred_at=_moment(form.get("Timestamp", "")) or _iso(form.get("Timestamp", "")),
        data={
            "event": event.removeprefix("stream-"),
            **({"error_code": code[0]} if code else {}),
            **({"told": _storable(told)[:200]} if told else {}),
        },
    )


def transcription_of(form: Mapping[str, str]) -> LineReport | None:
    """What Twilio's own transcription brings; None for what may still change, or says nothing.

    `TranscriptionData` is JSON in a field of a form.
    """
    sid, event = form.get("TranscriptionSid", ""), form.get("TranscriptionEvent", "")
    event = event.removeprefix("transcription-")
    if not _TRANSCRIPTION_SID.fullmatch(sid):
        return None
    occurred_at = _iso(form.get("Timestamp", "")) or _moment(form.get("Timestamp", ""))
    if event in ("started", "stopped", "error"):
        told = {"told": _storable(form.get("TranscriptionError", ""))[:200]}
        data = {"event": event, **(told if event == "error" else {})}
        return LineReport("transcription", f"{event}:{sid}", occurred_at, data)
    if event != "content" or form.get("Final") == "false":
        return None
    text = _transcript(form.get("TranscriptionData", ""))
    if not text:
        return None
    track, sequence = form.get("Track", ""), form.get("SequenceNumber", "")[:8]
    data = {"event": event, "party": _PARTIES.get(track, ""), "text": text[:2000]}
    return LineReport("transcription", _storable(f"{sequence}:{track}:{sid}"), occurred_at, data)


def _transcript(data: str) -> str:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    text = told.get("transcript") if isinstance(told, dict) else None
    return _storable(text).strip() if isinstance(text, str) else ""


def _error(form: Mapping[str, str], status: ReportedStatus) -> str:
    """Twilio's code, or what the telephone network said: `sip:480`."""
    if code := form.get("ErrorCode", ""):
        return "" if code == "0" else _storable(code)[:40]
    sip = form.get("SipResponseCode", "")
    is_named = status is ReportedStatus.FAILED and sip.isascii() and sip.isdigit()
    return f"sip:{sip[:3]}" if is_named else ""


def _moment(text: str) -> dt.datetime | None:
    """RFC 2822, e.g. `Sun, 25 Mar 2018 09:53:19 +0000`."""
    try:
        return parsedate_to_datetime(text).astimezone(dt.UTC)
    except (ValueError, OverflowError, IndexError):
        return None


def _iso(text: str) -> dt.datetime | None:
    """ISO 8601 with an offset, which the newer callbacks use."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo else None


def _seconds(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 6
    return int(text) if is_number and int(text) <= _LONGEST_CALL else None


def _storable(text: str) -> str:
    """PostgreSQL keeps any text but NUL."""
    return text.replace("\0", "")
