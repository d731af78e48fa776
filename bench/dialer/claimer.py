"""One claimer: says that it is ready, waits for its sign, prints its claims per second."""

import sys
import time

import django

django.setup()

from bench.dialer.ways import WAYS  # noqa: E402  (the apps must be loaded)


def main() -> None:
    """Arguments: the campaign, seconds, the way of claiming."""
    claim = WAYS[sys.argv[3]](int(sys.argv[1]))
    seconds = float(sys.argv[2])
    claim()
    print("ready", flush=True)
    sys.stdin.readline()
    begun, claimed = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        claimed += claim()
    print(claimed / (time.monotonic() - begun))


if __name__ == "__main__":
    main()
