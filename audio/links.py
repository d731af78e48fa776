"""Links to sound that anybody may follow, for some minutes. Pure, but for the clock.

On disk, nginx checks them by itself (`secure_link`) and sends the file: no Python. In a bucket,
the bucket does (S3's own signature).
"""

import base64
import hashlib
import math
import secrets
import time
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

LASTS = 300
"""Seconds that a link works at least; at most twice that, so that it stays the same for a while
and may be cached by whoever follows it."""


def sound_storage() -> Storage:
    """Where sound is kept."""
    return storages["sound"]


def storage_faults() -> tuple[type[Exception], ...]:
    """What a full disk, or a bucket that is away, raises. Without a bucket, its SDK stays away."""
    if isinstance(sound_storage(), FileSystemStorage):
        return (OSError,)
    from boto3.exceptions import Boto3Error  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    return (OSError, BotoCoreError, ClientError, Boto3Error)


def link_to(name: str, *, base: str = "", lasts: int = LASTS) -> str:
    """An address of a stored sound; `base` is the origin by which the one who asks reaches us."""
    storage = sound_storage()
    if not isinstance(storage, FileSystemStorage):
        return str(storage.url(name))
    path = f"{settings.SOUND_URL}{quote(name)}"
    expires = (math.floor(time.time() / lasts) + 2) * lasts
    return f"{base}{path}?e={expires}&s={_signature(path, expires)}"


def is_valid(name: str, *, expires: str, signature: str) -> bool:
    """Whether somebody may hear it now, by its link."""
    if not (expires.isascii() and expires.isdigit()) or int(expires[:12]) < time.time():
        return False
    right = _signature(f"{settings.SOUND_URL}{quote(name)}", int(expires))
    return secrets.compare_digest(right.encode(), signature.encode())


def _signature(path: str, expires: int) -> str:
    """As nginx computes it: MD5 is all that its `secure_link_md5` knows."""
    written = f"{expires}{path} {settings.SOUND_LINK_SECRET}"
    digest = hashlib.md5(written.encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
