"""To which carrier a mobile number was given. Apart from `lib.phone`, for its table is large."""

import phonenumbers
from phonenumbers import NumberParseException, carrier


def carrier_of(e164: str, language: str = "en") -> str:
    """The carrier to which a mobile number was given first; "" where that is not known. That a
    number has moved to another since is not known."""
    try:
        return str(carrier.name_for_number(phonenumbers.parse(e164, None), language))
    except NumberParseException:
        return ""
