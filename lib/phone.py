"""A phone number: what was typed, made E.164, with what can be known about it.

libphonenumber's rules (the `phonenumbers` package) decide; nothing here guesses.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberType, ValidationResult, timezone

from lib.errors import InvalidInput, Text
from lib.numbering import read_plain


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
    NOWHERE = "nowhere"
    """Of no country: satellite and international networks, dear to call."""
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

COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
"""ISO alpha-2 codes of the countries whose numbering plan is known."""

PHONE_FAULTS: dict[str, Text] = {
    "phone_missing": _("The phone number is missing."),
    "phone_unreadable": _("This is not a phone number."),
    "phone_damaged": _(
        "A spreadsheet has shortened this number (as in 3.46E+11): write the column as text."
    ),
    "phone_country": _("This phone number has no country code that exists."),
    "phone_too_short": _("This phone number is too short."),
    "phone_too_long": _("This phone number is too long."),
    "phone_impossible": _("This phone number does not exist in its country."),
    "phone_kind": _("This kind of number (premium, free, satellite …) is never called."),
    "phone_extension": _("A number with an extension can't be dialed."),
}
"""Why something that was typed can't be rung: code → sentence."""


class BadNumber(InvalidInput):
    """What was typed can't be rung. `code` is one of PHONE_FAULTS."""

    def __init__(self, code: str) -> None:
        super().__init__(code, PHONE_FAULTS[code])


class Phone(NamedTuple):
    """A number and what its country's plan says of it.

    `country` is ISO 3166 alpha-2, or "" for a number of no country, such as +800.
    """

    e164: str
    country: str
    kind: Kind


_UNPARSED = {
    NumberParseException.INVALID_COUNTRY_CODE: "phone_country",
    NumberParseException.NOT_A_NUMBER: "phone_unreadable",
    NumberParseException.TOO_SHORT_AFTER_IDD: "phone_too_short",
    NumberParseException.TOO_SHORT_NSN: "phone_too_short",
    NumberParseException.TOO_LONG: "phone_too_long",
}
_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: "phone_too_short",
    ValidationResult.TOO_LONG: "phone_too_long",
}
_LETTERS_AFTER_DIGITS = re.compile(r"\d.*[^\W\d_]")
# Read digit by digit, 3.46612E+11 is a number too, and somebody else's.
_DAMAGED = re.compile(r"\d[.,]?\d*E[+-]?\d+", re.IGNORECASE)


def parse_phone(text: str, *, default_country: str) -> Phone:
    """The phone number that a person typed, or BadNumber.

    `default_country` (ISO alpha-2) reads numbers written without a country code.
    """
    typed = text.strip()
    if not typed:
        raise BadNumber("phone_missing")
    if ("E" in typed or "e" in typed) and _DAMAGED.search(typed):
        raise BadNumber("phone_damaged")
    if typed.startswith("00"):
        typed = "+" + typed[2:]
    plain = _plainly_read(typed, default_country)
    return plain or _parse_by_library(typed, default_country)


def _plainly_read(typed: str, default_country: str) -> Phone | None:
    """A number that can be called, where nothing is left to interpret."""
    plain = read_plain(typed, default_country)
    if plain is None or (kind := _KINDS[plain[2]]) not in CALLABLE or plain[1] not in COUNTRIES:
        return None
    return Phone(plain[0], plain[1], kind)


def _parse_by_library(typed: str, default_country: str) -> Phone:
    try:
        number = phonenumbers.parse(typed, default_country or None)
    except NumberParseException as error:
        raise BadNumber(_plainly(_UNPARSED[error.error_type], typed)) from error
    if number.extension:
        raise BadNumber("phone_extension")
    phone = _described(number)
    if phone.kind is Kind.UNKNOWN:
        raise BadNumber(_plainly(_fault_of(number), typed))
    if phone.kind not in CALLABLE:
        raise BadNumber("phone_kind")
    return phone


@lru_cache(maxsize=65536)
def identify(e164: str) -> Phone:
    """What is known about a number that was stored; kind UNKNOWN where it is none."""
    if (plain := _plainly_read(e164, "")) is not None:
        return plain
    try:
        return _described(phonenumbers.parse(e164, None))
    except NumberParseException:
        return Phone(e164=e164, country="", kind=Kind.UNKNOWN)


def _described(number: phonenumbers.PhoneNumber) -> Phone:
    # A number is valid exactly when its type is known: one look at the plan answers both.
    kind = _KINDS.get(phonenumbers.number_type(number), Kind.UNKNOWN)
    region = phonenumbers.region_code_for_number(number)
    country = str(region) if region in COUNTRIES else ""
    if not country and kind in CALLABLE:
        kind = Kind.NOWHERE
    national = phonenumbers.national_significant_number(number)
    return Phone(e164=f"+{number.country_code}{national}", country=country, kind=kind)


def _fault_of(number: phonenumbers.PhoneNumber) -> str:
    possible = phonenumbers.is_possible_number_with_reason(number)
    return _IMPOSSIBLE.get(possible, "phone_impossible")


def _plainly(fault: str, typed: str) -> str:
    """Words that follow a number count as digits, and "too long" would explain nothing."""
    return "phone_unreadable" if _LETTERS_AFTER_DIGITS.search(typed) else fault


@lru_cache(maxsize=65536)
def zones_of(e164: str) -> tuple[str, ...]:
    """Every IANA time zone where the holder of this number may be; () when not known.

    A number of +34 may be in the Peninsula or in the Canaries: both are returned, and a caller
    that must not wake anybody calls only when it is day in all of them.
    """
    try:
        zones = timezone.time_zones_for_number(phonenumbers.parse(e164, None))
    except NumberParseException:
        return ()
    return tuple(zones) if all(zone_exists(zone) for zone in zones) else ()


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
