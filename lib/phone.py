"""A phone number: what was typed, made E.164, with what can be known about it.

libphonenumber's rules (the `phonenumbers` package) decide; nothing here guesses.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberType, timezone

from lib.errors import InvalidInput


class Kind(StrEnum):
    """What sort of line a number is."""

    FIXED = "fixed"
    MOBILE = "mobile"
    FIXED_OR_MOBILE = "fixed_or_mobile"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    PERSONAL = "personal"
    PAGER = "pager"
    UAN = "uan"
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"


_KINDS = {
    PhoneNumberType.FIXED_LINE: Kind.FIXED,
    PhoneNumberType.MOBILE: Kind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: Kind.FIXED_OR_MOBILE,
    PhoneNumberType.TOLL_FREE: Kind.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: Kind.PREMIUM,
    PhoneNumberType.SHARED_COST: Kind.SHARED_COST,
    PhoneNumberType.VOIP: Kind.VOIP,
    PhoneNumberType.PERSONAL_NUMBER: Kind.PERSONAL,
    PhoneNumberType.PAGER: Kind.PAGER,
    PhoneNumberType.UAN: Kind.UAN,
    PhoneNumberType.VOICEMAIL: Kind.VOICEMAIL,
}

CALLABLE = frozenset({Kind.FIXED, Kind.MOBILE, Kind.FIXED_OR_MOBILE, Kind.VOIP, Kind.PERSONAL})
"""Lines that a person answers at no cost to themselves."""


class BadNumber(InvalidInput):
    """What was typed can't be rung. `code` says why: phone_missing, phone_unreadable,
    phone_too_short, phone_too_long, phone_impossible, phone_kind."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that exists in its country's plan.

    `country` is ISO 3166 alpha-2, or "" for a non-geographic one such as +800.
    """

    e164: str
    country: str
    kind: Kind


_REASONS = {
    NumberParseException.INVALID_COUNTRY_CODE: (
        "phone_unreadable",
        _("This phone number has no country code that exists."),
    ),
    NumberParseException.NOT_A_NUMBER: ("phone_unreadable", _("This is not a phone number.")),
    NumberParseException.TOO_SHORT_AFTER_IDD: (
        "phone_too_short",
        _("This phone number is too short."),
    ),
    NumberParseException.TOO_SHORT_NSN: ("phone_too_short", _("This phone number is too short.")),
    NumberParseException.TOO_LONG: ("phone_too_long", _("This phone number is too long.")),
}


def parse_phone(text: str, *, default_country: str) -> Phone:
    """The phone number that a person typed, or BadNumber.

    `default_country` (ISO alpha-2) reads numbers written without a country code.
    """
    typed = text.strip()
    if not typed:
        raise BadNumber("phone_missing", _("The phone number is missing."))
    if typed.startswith("00"):
        typed = "+" + typed[2:]
    try:
        number = phonenumbers.parse(typed, default_country or None)
    except NumberParseException as error:
        raise BadNumber(*_REASONS[error.error_type]) from error
    if number.extension:
        raise BadNumber("phone_extension", _("A number with an extension can't be dialed."))
    _require_possible(number)
    kind = _KINDS.get(phonenumbers.number_type(number), Kind.UNKNOWN)
    if kind not in CALLABLE:
        raise BadNumber("phone_kind", _("This kind of number (premium, short …) is never called."))
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        country=_country_of(number),
        kind=kind,
    )


def _require_possible(number: phonenumbers.PhoneNumber) -> None:
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == phonenumbers.ValidationResult.TOO_SHORT:
        raise BadNumber("phone_too_short", _("This phone number is too short."))
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        raise BadNumber("phone_too_long", _("This phone number is too long."))
    if not phonenumbers.is_valid_number(number):
        raise BadNumber("phone_impossible", _("This phone number does not exist in its country."))


def _country_of(number: phonenumbers.PhoneNumber) -> str:
    region = phonenumbers.region_code_for_number(number)
    return "" if region in (None, "001") else str(region)


@lru_cache(maxsize=65536)
def zones_of(e164: str) -> tuple[str, ...]:
    """Every IANA time zone where the holder of this number may be; () when not known.

    A number of +34 may be in the Peninsula or in the Canaries: both are returned, and a caller
    that must not wake anybody calls only when it is day in all of them.
    """
    zones = timezone.time_zones_for_number(phonenumbers.parse(e164, None))
    return tuple(zone for zone in zones if zone_exists(zone))


@lru_cache(maxsize=1024)
def zone_exists(name: str) -> bool:
    """Whether this machine's time zone data knows the name."""
    if not name or name == "Etc/Unknown":
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def local_times(zones: tuple[str, ...], now: dt.datetime) -> tuple[dt.datetime, ...]:
    """`now` as the clocks on those walls show it."""
    return tuple(now.astimezone(ZoneInfo(zone)) for zone in zones)
