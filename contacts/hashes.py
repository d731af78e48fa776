"""A number that nobody can read back: how lists of others and erased people are kept.

Ours has a key, for there are few enough numbers to try them all. Files that come hashed are kept
as they came.
"""

import hashlib
import hmac
from functools import lru_cache

import phonenumbers
from django.conf import settings

from contacts.models import SuppressionSet

LENGTH = 16
"""Bytes that are kept: enough that no two numbers ever share them."""

_HEX_LENGTHS = {"sha256": 64, "md5": 32}


def keyed(e164: str) -> bytes:
    """Our own hash of a number."""
    key = settings.SUPPRESSION_KEY.encode()
    return hmac.digest(key, e164.encode(), "sha256")[:LENGTH]


def digest_as(scheme: str, e164: str) -> bytes:
    """The hash of a number as a set of this scheme keeps it."""
    if scheme == SuppressionSet.Scheme.KEYED:
        return keyed(e164)
    algorithm, _cut, form = scheme.partition("_")
    text = e164 if form == "e164" else _national(e164)
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).digest()[:LENGTH]


def read_hash(scheme: str, text: str) -> bytes | None:
    """What a file that came hashed says of a number; None where it is no such hash."""
    algorithm = scheme.partition("_")[0]
    typed = text.strip().lower()
    if len(typed) != _HEX_LENGTHS[algorithm]:
        return None
    try:
        return bytes.fromhex(typed)[:LENGTH]
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _national(e164: str) -> str:
    return str(phonenumbers.national_significant_number(phonenumbers.parse(e164, None)))
