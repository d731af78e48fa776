"""Which attempt of the caller's a call belongs to, read from the addresses it gave."""

import re
from urllib.parse import parse_qs, urlsplit

_NAMES = ("attempt", "token")
_SEGMENT = re.compile(r"^[A-Za-z0-9_-]{16,}$")


def attempt_token(*urls: str) -> str:
    """The attempt's token, or "" when no address carries one.

    It is the query parameter `attempt` or `token`, else the longest path segment of at least 16
    letters, digits, hyphens or underscores that is no plain word: it has a digit, or letters of
    both cases.
    """
    for url in urls:
        if token := _token_in(url):
            return token
    return ""


def _token_in(url: str) -> str:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    for name in _NAMES:
        if name in query:
            return query[name][0]
    segments = [part for part in parts.path.split("/") if _looks_random(part)]
    return max(segments, key=len, default="")


def _looks_random(segment: str) -> bool:
    is_word = segment.isalpha() and segment in (segment.lower(), segment.upper())
    return bool(_SEGMENT.match(segment)) and not is_word
