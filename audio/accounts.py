"""What one process has learnt of a speech account, told to all: that it has nothing left.

Only a hint, in the cache: without it each process finds out for itself.
"""

import hashlib
import logging

import redis
from django.core.cache import cache

from providers.speech.base import OutOfQuota
from providers.speech.registry import Account

logger = logging.getLogger(__name__)

REST = 60
"""Seconds for which nobody asks an account that is empty."""


def note_empty(account: Account) -> None:
    """The account has just refused for want of characters."""
    try:
        cache.set(_key(account), True, REST)
    except redis.RedisError:
        logger.warning("empty_account_not_told")


def require_characters(account: Account) -> None:
    """Raise OutOfQuota where any process has just been refused."""
    try:
        is_empty = cache.get(_key(account))
    except redis.RedisError:
        return
    if is_empty:
        raise OutOfQuota("The account has no characters left.", code="quota_exceeded")


def _key(account: Account) -> str:
    identity = f"{account.provider} {account.base_url} {account.api_key}"
    return f"speech:empty:{hashlib.sha256(identity.encode()).hexdigest()[:32]}"
