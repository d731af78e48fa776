"""Recordings of Twilio's: what its callback says, and the sound itself.

The callback's address of the sound is not followed: it is made anew from the account's own, so
that our credentials go nowhere else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from providers.errors import ProviderError, Refused

_RECORDING_SID = re.compile(r"RE[0-9a-fA-F]{32}")
_BASE = "https://api.twilio.com"
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RecordingReport:
    """What became of a recording. `seconds` is its length."""

    provider_id: str
    is_ready: bool
    seconds: int


def recording_of(form: Mapping[str, str]) -> RecordingReport | None:
    """What a recording's callback says; None for what is not over, or not understood."""
    sid, status = form.get("RecordingSid", ""), form.get("RecordingStatus", "")
    if status not in ("completed", "absent") or not _RECORDING_SID.fullmatch(sid):
        return None
    seconds = form.get("RecordingDuration", "")
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 7
    return RecordingReport(sid, status == "completed", int(seconds) if is_number else 0)


def fetch_recording(
    provider_id: str, *, account_sid: str, auth_token: str, base_url: str = ""
) -> tuple[bytes, str]:
    """The sound of a recording and how its file's name ends: mp3, else wav.

    Raises ProviderError; Refused where there is none (any more).
    """
    path = f"{base_url or _BASE}/2010-04-01/Accounts/{account_sid}/Recordings/{provider_id}"
    try:
        with httpx.Client(auth=(account_sid, auth_token), timeout=_TIMEOUT) as client:
            for extension in ("mp3", "wav"):
                answer = client.get(f"{path}.{extension}")
                if answer.status_code == 200 and len(answer.content) <= _LARGEST:
                    return answer.content, extension
    except httpx.HTTPError as error:
        raise ProviderError("Twilio did not answer.", retryable=True) from error
    if answer.status_code == 404:
        raise Refused("Twilio has no such recording.", code="404")
    raise ProviderError("Twilio sent no recording.", code=str(answer.status_code), retryable=True)


def delete_recording(
    provider_id: str, *, account_sid: str, auth_token: str, base_url: str = ""
) -> None:
    """Have Twilio forget a recording; one that is gone already is no error.

    Raises ProviderError where it is not known to be gone.
    """
    path = f"{base_url or _BASE}/2010-04-01/Accounts/{account_sid}/Recordings/{provider_id}.json"
    try:
        answer = httpx.delete(path, auth=(account_sid, auth_token), timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        raise ProviderError("Twilio did not answer.", retryable=True) from error
    if answer.status_code not in (204, 404):
        code = str(answer.status_code)
        raise ProviderError("Twilio did not delete the recording.", code=code, retryable=True)
