"""What was said, without what only writing has: for rules that compare words. Pure."""

import re
import unicodedata


def plain(text: str) -> str:
    """Lower case, no accents, no punctuation but the apostrophe, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w']+", " ", letters).split())
