"""What makes two sounds the same sound. Pure."""

import hashlib
import json
import unicodedata
from dataclasses import asdict

from providers.speech.base import Voicing


def normalised(text: str) -> str:
    """The text as it is spoken: spaces and the spelling of accents make no difference."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def key_of(text: str, voicing: Voicing, *, provider: str) -> str:
    """64 hex digits: the same for the same words in the same voicing by the same provider."""
    identity = [provider, asdict(voicing), normalised(text)]
    written = json.dumps(identity, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
