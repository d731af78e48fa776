"""A contact's words, for templates."""

import phonenumbers
from django import template
from django.utils.translation import get_language

from contacts.countries import name_of
from contacts.models import Import

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
def country(code: str) -> str:
    """A country's name in the reader's language."""
    return name_of(code, get_language() or "en")


@register.filter
def import_tone(status: str) -> str:
    """The tone of an import's status."""
    return _IMPORT_TONES.get(status, "")
