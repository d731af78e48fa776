"""What can go wrong with a call at a provider, in words that all providers share."""

from enum import StrEnum

from providers.telephony.twilio.faults import TWILIO_FAULTS


class Fault(StrEnum):
    """Why a call could not be connected, as far as whoever reads it can act on it."""

    ACCOUNT_REFUSED = "account_refused"
    TOO_MANY = "too_many"
    NUMBER_INVALID = "number_invalid"
    NUMBER_UNREACHABLE = "number_unreachable"
    NUMBER_BLOCKED = "number_blocked"
    COUNTRY_NOT_PERMITTED = "country_not_permitted"
    CALLER_NOT_VERIFIED = "caller_not_verified"
    TRIAL_ACCOUNT = "trial_account"
    LINE_NOT_OPENED = "line_not_opened"
    LINE_NOT_SECURE = "line_not_secure"
    LINE_BROKE = "line_broke"
    CALL_BROKE = "call_broke"
    NO_SOUND = "no_sound"
    VOICE_REFUSED = "voice_refused"
    WORDS_REFUSED = "words_refused"
    LASTED_TOO_LONG = "lasted_too_long"
    ADDRESS_UNANSWERED = "address_unanswered"
    ADDRESS_REFUSED = "address_refused"
    SETUP_REFUSED = "setup_refused"


_FAULTS = {"twilio": TWILIO_FAULTS}


def fault_of(provider: str, code: str) -> Fault | None:
    """The fault that a provider's error code names; None for one that we don't know."""
    name = _FAULTS.get(provider, {}).get(code)
    return Fault(name) if name else None
