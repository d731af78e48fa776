"""A contact's words, for templates."""

import phonenumbers
from django import template
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language

from contacts.countries import name_of
from contacts.models import Import
from lib.carriers import carrier_of
from lib.hours import Windows

register = template.Library()

_IMPORT_TONES: dict[str, str] = {
    Import.Status.PENDING: "info",
    Import.Status.RUNNING: "live",
    Import.Status.DONE: "success",
    Import.Status.FAILED: "danger",
}


@register.filter
def phone(e164: str) -> str:
    """A number as people read it: +34 612 34 56 78."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return str(written)


@register.filter
def carrier(e164: str) -> str:
    """The carrier that a mobile number comes from; "" where that is not known."""
    return carrier_of(e164, get_language() or "en")


@register.filter
def country(code: str) -> str:
    """A country's name in the reader's language."""
    return name_of(code, get_language() or "en")


@register.filter
def week(windows: Windows) -> list[str]:
    """Hours by day, in the reader's language: "Monday 09:00–14:00, 16:00–20:00"."""
    return [
        f"{WEEKDAYS[int(day)]} {', '.join(f'{start}–{end}' for start, end in windows[day])}"
        for day in sorted(windows)
        if windows[day]
    ]


@register.filter
def import_tone(status: str) -> str:
    """The tone of an import's status."""
    return _IMPORT_TONES.get(status, "")
