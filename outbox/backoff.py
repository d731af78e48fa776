"""When a delivery that failed is tried again: eleven attempts within 24 hours, then given up."""

import datetime as dt
import random

WAITS_SECONDS = (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 8 * 3600)
"""After the first failure, the second, …: together 23 h 42 min with the longest jitter."""
JITTER = 0.1
DISABLED_AFTER = dt.timedelta(days=3)
"""An endpoint at which everything was given up for so long is not asked any more."""


def wait_after(attempts: int, *, chance: random.Random) -> dt.timedelta | None:
    """How long after this many failed attempts; None: no more."""
    if attempts > len(WAITS_SECONDS):
        return None
    seconds = WAITS_SECONDS[attempts - 1]
    return dt.timedelta(seconds=seconds * (1 + chance.uniform(-JITTER, JITTER)))
