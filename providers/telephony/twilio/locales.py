"""How a language is spoken where the person is: Twilio's BCP-47 tags, and voices for `<Say>`."""

_BY_COUNTRY = {
    ("es", "ES"): "es-ES",
    ("es", "US"): "es-US",
    ("en", "GB"): "en-GB",
}
_ELSEWHERE = {"es": "es-MX", "en": "en-US"}
_NOWHERE = {"es": "es-ES", "en": "en-US"}

_SAY_VOICES = {
    "es-ES": "Polly.Lucia-Neural",
    "es-MX": "Polly.Mia-Neural",
    "es-US": "Polly.Lupe-Neural",
    "en-GB": "Polly.Amy-Neural",
    "en-US": "Polly.Joanna-Neural",
}


def locale_of(language: str, country: str) -> str:
    """The tag for a language ("es", "en") in a country (ISO alpha-2, "" where not known).

    Spanish of the Americas is spoken and recognised as Mexico's: the one of theirs that each of
    Twilio's speech providers has.
    """
    if not country:
        return _NOWHERE[language]
    return _BY_COUNTRY.get((language, country), _ELSEWHERE[language])


def say_voice(locale: str) -> str:
    """A voice of `<Say>` that speaks this locale."""
    return _SAY_VOICES[locale]
