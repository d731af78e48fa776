"""Texts made equal that people take for equal: "Teléfono ", "TELEFONO", "teléfono"."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: what `Contact.search_text` is made of."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).lower()


def words_of(text: str) -> str:
    """The folded words alone, one space between them: "  N.º de Teléfono:" → "no de telefono"."""
    return _NOT_WORDS.sub(" ", fold(unicodedata.normalize("NFKC", text))).strip()
