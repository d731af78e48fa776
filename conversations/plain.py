"""What was said, without what only writing has: for rules that compare words. Pure."""

import re
import unicodedata
from functools import lru_cache

_APART = re.compile(r"[^\w']+")


class _Letters(dict[int, str]):
    """Each letter without its accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        bare = "".join(part for part in parts if not unicodedata.combining(part))
        self[code] = bare
        return bare


_LETTERS = _Letters({ord("’"): "'"})


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Lower case, no accents, no punctuation but the apostrophe, single spaces.

    Remembered, since the lines of a conversation are compared again on every turn.
    """
    return " ".join(_APART.sub(" ", text.lower().translate(_LETTERS)).split())
