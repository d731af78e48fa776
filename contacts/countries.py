"""Countries as people write them: a code, a dialing code, or the name in Spanish or English."""

from functools import cache

from babel import Locale
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from contacts.folding import words_of
from lib.phone import COUNTRIES

_ALSO = {
    "eeuu": "US",
    "ee uu": "US",
    "e e u u": "US",
    "estados unidos de america": "US",
    "united states of america": "US",
    "usa": "US",
    "u s a": "US",
    "u s": "US",
    "uk": "GB",
    "u k": "GB",
    "great britain": "GB",
    "gran bretana": "GB",
    "england": "GB",
    "inglaterra": "GB",
    "scotland": "GB",
    "escocia": "GB",
    "wales": "GB",
    "gales": "GB",
    "esp": "ES",
    "mex": "MX",
    "mejico": "MX",
    "col": "CO",
    "arg": "AR",
    "chl": "CL",
    "per": "PE",
    "gbr": "GB",
    "holanda": "NL",
    "holland": "NL",
}
"""What neither language's list of countries has."""


def country_of(text: str) -> str:
    """The ISO alpha-2 code of the country that is meant; "" when it is not known."""
    return _names().get(words_of(text), "")


def name_of(code: str, language: str) -> str:
    """The country's name in a language ("es", "en-gb"); the code where it has none."""
    return str(Locale.parse(language, sep="-").territories.get(code, code))


def choices(language: str) -> list[tuple[str, str]]:
    """Every country with a numbering plan, by its name in that language."""
    names = [(code, name_of(code, language)) for code in COUNTRIES]
    return sorted(names, key=lambda pair: words_of(pair[1]))


@cache
def _names() -> dict[str, str]:
    names = {
        words_of(name): code
        for language in ("es", "en")
        for code, name in Locale(language).territories.items()
        if code in COUNTRIES
    }
    dialing_codes = {
        str(number): regions[0]
        for number, regions in COUNTRY_CODE_TO_REGION_CODE.items()
        if regions[0] in COUNTRIES
    }
    return names | dialing_codes | {code.lower(): code for code in COUNTRIES} | _ALSO
