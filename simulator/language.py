"""Spanish or English, as far as a few words can tell."""

import re

_WORDS = re.compile(r"[a-záéíóúüñ]+")
_SPANISH_WORDS = (
    "el la los las un una de del que y en es por para con su usted le se lo como está soy hola "
    "buenos buenas días tardes gracias sí no favor llamo llamada cuál qué cuándo quién adiós "
    "puede quiero tiene mañana muy bien señor señora mi me al pero diga bueno aló estoy cuánto "
    "cuesta hablar hablo número ahora otra vez vale"
)
_ENGLISH_WORDS = (
    "the a an of to and in is for with your you i it this that how are am hello hi good morning "
    "afternoon thanks thank yes not please call calling what when who can want have tomorrow "
    "very well sir my me but do does don't how much cost speaking number now again be bye okay"
)
_SPANISH = frozenset(_SPANISH_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# Countries whose people are answered in Spanish, by the prefix of their numbers.
_SPANISH_COUNTRIES = (
    "+34 +52 +57 +54 +56 +51 +53 +58 +591 +593 +595 +598 +502 +503 +504 +505 +506 +507 "
    "+1787 +1939 +1809 +1829 +1849"
)
_SPANISH_PREFIXES = tuple(_SPANISH_COUNTRIES.split())
_ENGLISH_PREFIXES = ("+1", "+44", "+61", "+64", "+353")


def language_of(text: str) -> str:
    """`es`, `en`, or "" when the words do not tell."""
    words = _WORDS.findall(text.lower())
    spanish = sum(word in _SPANISH for word in words) + 2 * sum(c in "¿¡ñ" for c in text)
    english = sum(word in _ENGLISH for word in words)
    if spanish == english:
        return ""
    return "es" if spanish > english else "en"


def language_of_number(number: str) -> str:
    """The language spoken where the number lives, or "" where we do not say."""
    if number.startswith(_SPANISH_PREFIXES):
        return "es"
    return "en" if number.startswith(_ENGLISH_PREFIXES) else ""
