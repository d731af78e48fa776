"""Which numbers Twilio would dial, and which it refuses."""

import re

from simulator.twilio.errors import TwilioError

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_CLIENT_OR_SIP = re.compile(r"(client:|sip:).+")
# Satellite and international premium ranges, which no new account may dial.
_NO_GEO_PERMISSION = ("+870", "+878", "+881", "+882", "+883", "+979")
# Last digits that are refused, one for each refusal worth a rehearsal.
_REFUSED_ENDINGS = {"9980": 21211, "9981": 21214, "9982": 21215, "9983": 21216}

_COUNTRIES = {
    "+1": "US",
    "+34": "ES",
    "+44": "GB",
    "+51": "PE",
    "+52": "MX",
    "+54": "AR",
    "+56": "CL",
    "+57": "CO",
}


def is_e164(number: str) -> bool:
    return bool(_E164.fullmatch(number))


def is_address(text: str) -> bool:
    """A phone number, a SIP address or a client's name."""
    return is_e164(text) or bool(_CLIENT_OR_SIP.fullmatch(text))


def check_callee(number: str) -> None:
    """Raises TwilioError for a number that Twilio would not dial."""
    if not is_address(number):
        raise TwilioError(21211, detail=f"The phone number you are calling, {number}, is not valid")
    if number.startswith(_NO_GEO_PERMISSION):
        raise TwilioError(21215)
    if code := _REFUSED_ENDINGS.get(number[-4:]):
        raise TwilioError(code)


def country_of(number: str) -> str:
    return next((name for prefix, name in _COUNTRIES.items() if number.startswith(prefix)), "")


def formatted(number: str) -> str:
    """`(202) 555-0100` for North America; any other number as it is."""
    if re.fullmatch(r"\+1\d{10}", number):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number
