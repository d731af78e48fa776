"""Texts as vectors: the same words point the same way, whatever their endings and accents."""

import hashlib
import math
import re
import unicodedata

_STEM = 5  # letters: enough to tell words apart, few enough to forget their endings
_SHORTEST = 3


def embed(text: str, dimensions: int) -> list[float]:
    """A unit vector of the text's words; the same for the same text."""
    vector = [0.0] * dimensions
    for stem in _stems(text):
        digest = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest())
        vector[digest % dimensions] += 1.0 if digest >> 63 else -1.0
    length = math.sqrt(sum(part * part for part in vector))
    if not length:
        return [1.0, *vector[1:]]
    return [part / length for part in vector]


def _stems(text: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(char for char in flat if not unicodedata.combining(char))
    return [word[:_STEM] for word in re.findall(r"\w+", letters) if len(word) >= _SHORTEST]
