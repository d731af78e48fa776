"""Whether this instance can do its work.

The worker's pulse goes the whole way: Beat queues a task, a worker runs it and writes the time
into Redis. A pulse older than `STALE_AFTER` seconds means that one link of that chain is broken.
"""

import time

import redis
from django.conf import settings
from django.db import DatabaseError, connection

PULSE_KEY = "health:worker"
STALE_AFTER = 30.0


def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


def beat_pulse() -> None:
    """Say that a worker ran a task just now."""
    with _redis() as client:
        client.set(PULSE_KEY, time.time(), ex=3600)


def find_faults() -> dict[str, str]:
    """What does not answer → why; empty when all is well."""
    faults: dict[str, str] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        faults["database"] = "does not answer"
    try:
        with _redis() as client:
            pulse = client.get(PULSE_KEY)
    except redis.RedisError:
        faults["redis"] = "does not answer"
        faults["worker"] = "unknown without Redis"
        return faults
    if pulse is None:
        faults["worker"] = "has not been heard of"
    elif (age := time.time() - float(pulse)) > STALE_AFTER:
        faults["worker"] = f"last heard of {age:.0f} s ago"
    return faults
