"""The parameters of POST Calls and of its update, each with what Twilio takes for it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

from simulator.twilio.errors import TwilioError
from simulator.twilio.numbers import check_callee, is_address, is_e164
from simulator.twilio.sids import is_sid

Form = Mapping[str, list[str]]
Check = Callable[[str], bool]

CALL_EVENTS = ("initiated", "ringing", "answered", "completed")
MOST_TWIML = 4000
_DIGITS = re.compile(r"[0-9A-D#*wW]{1,32}")


def is_url(text: str) -> bool:
    """An absolute HTTP address whose host has no underscore."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "_" not in parts.netloc


def _whole(least: int, most: int) -> Check:
    return lambda text: text.isdigit() and least <= int(text) <= most


def _one_of(*values: str) -> Check:
    return lambda text: text in values


def _anything(text: str) -> bool:
    return True


_BOOLEAN = _one_of("true", "false", "True", "False")
_METHOD = _one_of("GET", "POST", "get", "post")
_RECORDING_EVENT = _one_of("in-progress", "completed", "absent")

# name → (what is taken, Twilio's code for what is not)
CREATE: dict[str, tuple[Check, int]] = {
    "To": (_anything, 21211),
    "From": (_anything, 21212),
    "Url": (is_url, 21205),
    "Method": (_METHOD, 21209),
    "Twiml": (lambda text: len(text) <= MOST_TWIML, 20001),
    "ApplicationSid": (lambda text: is_sid("AP", text), 21218),
    "FallbackUrl": (is_url, 21205),
    "FallbackMethod": (_METHOD, 21209),
    "StatusCallback": (is_url, 21205),
    "StatusCallbackMethod": (_METHOD, 21209),
    "StatusCallbackEvent": (_one_of(*CALL_EVENTS), 20001),
    "SendDigits": (lambda text: bool(_DIGITS.fullmatch(text)), 21206),
    "Timeout": (_whole(1, 600), 21208),
    "TimeLimit": (_whole(1, 86400), 20001),
    "Record": (_BOOLEAN, 20001),
    "RecordingChannels": (_one_of("mono", "dual"), 20001),
    "RecordingTrack": (_one_of("inbound", "outbound", "both"), 20001),
    "RecordingStatusCallback": (is_url, 21205),
    "RecordingStatusCallbackMethod": (_METHOD, 21209),
    "RecordingStatusCallbackEvent": (_RECORDING_EVENT, 20001),
    "RecordingConfigurationId": (_anything, 20001),
    "Passports": (_anything, 20001),
    "Trim": (_one_of("trim-silence", "do-not-trim"), 20001),
    "CallerId": (is_address, 21212),
    "CallReason": (lambda text: len(text) <= 50, 20001),
    "CallToken": (_anything, 20001),
    "Byoc": (lambda text: is_sid("BY", text), 20001),
    "SipAuthUsername": (_anything, 20001),
    "SipAuthPassword": (_anything, 20001),
    "ClientNotificationUrl": (is_url, 21205),
    "MachineDetection": (_one_of("Enable", "DetectMessageEnd"), 20001),
    "MachineDetectionTimeout": (_whole(3, 59), 20001),
    "MachineDetectionSpeechThreshold": (_whole(1000, 6000), 20001),
    "MachineDetectionSpeechEndThreshold": (_whole(500, 5000), 20001),
    "MachineDetectionSilenceTimeout": (_whole(2000, 10000), 20001),
    # The API takes a string; the SDK's True arrives as "True" and is refused, as by Twilio.
    "AsyncAmd": (_one_of("true", "false"), 20001),
    "AsyncAmdStatusCallback": (is_url, 21205),
    "AsyncAmdStatusCallbackMethod": (_METHOD, 21209),
}
_UPDATED = (
    "Url Method FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod Twiml TimeLimit"
)
UPDATE: dict[str, tuple[Check, int]] = {
    **{name: CREATE[name] for name in _UPDATED.split()},
    "Status": (_one_of("canceled", "completed"), 21222),
}
_LISTS = frozenset(("StatusCallbackEvent", "RecordingStatusCallbackEvent"))


@dataclass(slots=True)
class Instructions:
    """What a call was told to do, as given: "" where nothing was said."""

    values: dict[str, str]
    events: tuple[str, ...] = ("completed",)
    recording_events: tuple[str, ...] = ("completed",)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def is_true(self, name: str) -> bool:
        return self[name].lower() == "true"

    def seconds(self, name: str, otherwise: float) -> float:
        return float(self[name]) if self[name] else otherwise

    def method(self, name: str) -> str:
        return self[name].upper() or "POST"


def read_create(form: Form, owned: Iterable[str]) -> Instructions:
    """Instructions for a new call; raises TwilioError for what Twilio would refuse."""
    _check(form, CREATE)
    values = {name: given[-1] for name, given in form.items() if name not in _LISTS}
    if not values.get("To"):
        raise TwilioError(21201)
    if not values.get("From"):
        raise TwilioError(21213)
    check_callee(values["To"])
    _check_caller(values, owned)
    if not any(values.get(name) for name in ("Url", "Twiml", "ApplicationSid")):
        raise TwilioError(21205, detail="Url parameter is required.")
    if values.get("Url"):
        values.pop("Twiml", None)
    _check_inline(values.get("Twiml", ""))
    return Instructions(
        values,
        events=tuple(form.get("StatusCallbackEvent", ())) or ("completed",),
        recording_events=tuple(form.get("RecordingStatusCallbackEvent", ())) or ("completed",),
    )


def read_update(form: Form) -> dict[str, str]:
    """The values of an update; raises TwilioError for what Twilio would refuse."""
    _check(form, UPDATE)
    values = {name: given[-1] for name, given in form.items()}
    if "Url" in values and "Twiml" in values:
        raise TwilioError(20001, detail="Url and Twiml are mutually exclusive")
    _check_inline(values.get("Twiml", ""))
    return values


def _check(form: Form, known: Mapping[str, tuple[Check, int]]) -> None:
    for name, given in form.items():
        if name not in known:
            raise TwilioError(20001, detail=f"Unknown parameter: {name}")
        check, code = known[name]
        if len(given) > 1 and name not in _LISTS:
            raise TwilioError(20001, detail=f"Parameter given more than once: {name}")
        for value in given:
            if not check(value):
                raise TwilioError(code, detail=f"Invalid value for {name}: {value[:200]}")


def _check_caller(values: Mapping[str, str], owned: Iterable[str]) -> None:
    caller = values["From"]
    if not is_address(caller) or (is_e164(values["To"]) and not is_e164(caller)):
        raise TwilioError(21212)
    if is_e164(caller) and caller not in owned:
        raise TwilioError(21210, detail=f"The source phone number provided, {caller}, is not yours")


def _check_inline(twiml: str) -> None:
    """Inline instructions have no address that a relative `action` could lean on."""
    if not twiml or "<!" in twiml:
        return
    try:
        document = ElementTree.fromstring(twiml)  # noqa: S314  # no declarations
    except ElementTree.ParseError:
        return  # Twilio accepts the call, and only fails when it executes the document
    for verb in document.iter():
        action = verb.get("action", "")
        if verb.tag in ("Gather", "Record", "Pay") and action and not is_url(action):
            raise TwilioError(21205, detail=f"The action of {verb.tag} must be absolute")
