"""Calls placed per second by one dialer, and how well it keeps a rate, at a provider that takes
150 ms for each."""

import json
import os
import subprocess
import sys
import urllib.request
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Placed:
    """`per_core` is calls per second of the dialer's own processor time."""

    per_second: float
    per_core: float


def place(*, seconds: float) -> Placed:
    """Place what is due for so long, in a process of its own."""
    command = [sys.executable, "-m", "bench.dialer.placer", str(seconds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    return Placed(*json.loads(done.stdout.splitlines()[-1]))


def arrivals(provider: str) -> list[float]:
    """When requests came in at the provider since it was asked last."""
    with urllib.request.urlopen(f"{provider}/arrivals", timeout=10) as answer:
        times: list[float] = json.load(answer)
    return times


def most_in_a_second(times: list[float]) -> int:
    """The largest number of these in any one second."""
    window: deque[float] = deque()
    most = 0
    for moment in sorted(times):
        window.append(moment)
        while window[0] <= moment - 1.0:
            window.popleft()
        most = max(most, len(window))
    return most


def steady_rate(times: list[float]) -> float:
    """Calls per second between the first and the last of them."""
    ordered = sorted(times)
    return (len(ordered) - 1) / (ordered[-1] - ordered[0])
