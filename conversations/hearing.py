"""What somebody's sounds are worth, and in which language they are. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from conversations.dialogue import Event, Heard, Line, Speaker
from conversations.plain import plain


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOISE = re.compile(r"(?:m+|e+h*|u+h*|h+m*|a+h*|o+h*|er+|um+)")
_YES = re.compile(r"\b(?:m+ h+m*|u+h* h?u+h+)\b")
_MARKS = {
    "es": _words(
        "que de la el no si por para con una como pero usted quiero puedo gracias hola diga digame "
        "esta estoy tengo cuando donde cuanto llamada llame manana ahora bien eso muy"
    ),
    "en": _words(
        "the is are you what who i'm don't do to for and it this that my me hello yes please "
        "thanks can could would speak english call how much when where not want okay"
    ),
}
_ASKS = {
    "es": re.compile(r"\b(?:hablas?|en) (?:espanol|castellano)\b|\bspeak spanish\b"),
    "en": re.compile(
        r"\b(?:speak|in) english\b|\benglish please\b|\bhablas? ingles\b|\ben ingles\b"
    ),
}
_SURE = 2


def is_noise(text: str) -> bool:
    """Whether nothing can be made of it: "mmm…", "eh". But "mm-hm" has a meaning."""
    flat = plain(text)
    words = flat.split()
    return bool(words) and all(map(_NOISE.fullmatch, words)) and not _YES.search(flat)


def language_spoken(own: str, history: Sequence[Line], event: Event) -> str:
    """The language of the answer: the call's own, until the person speaks another.

    A word or two don't change it, a sentence does; and so does asking for it.
    """
    heard = [line.text for line in history if line.speaker is Speaker.PERSON]
    if isinstance(event, Heard):
        heard.append(event.text)
    for text in reversed(heard):
        if language := _language_of(text):
            return language
    return own


@lru_cache(maxsize=8192)
def _language_of(text: str) -> str:
    """The language that a text is plainly in, or asks for; "" where nothing is plain.

    Remembered: a conversation's lines are gone through on every turn.
    """
    flat = plain(text)
    for language, asks in _ASKS.items():
        if asks.search(flat):
            return language
    words = set(flat.split())
    counts = sorted(((len(words & marks), name) for name, marks in _MARKS.items()), reverse=True)
    (most, language), (next_most, _) = counts[:2]
    return language if most >= _SURE and most >= next_most + _SURE else ""
