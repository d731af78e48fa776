"""One dialer that places calls for so long, and counts them and its processor time."""

import json
import resource
import sys
import time

import django

django.setup()

from calls.models import Call  # noqa: E402  (the apps must be loaded)
from campaigns import dialer  # noqa: E402


def main() -> None:
    """Argument: seconds. Prints calls per second, and per second of processor time."""
    dialer.tick()  # opens connections, fills caches
    before, busy, begun = _placed(), _busy(), time.monotonic()
    dialer.tick(seconds=float(sys.argv[1]))
    took, worked = time.monotonic() - begun, _busy() - busy
    placed = _placed() - before
    print(json.dumps([placed / took, placed / worked]))


def _placed() -> int:
    return Call.objects.filter(status="queued").count()


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
