"""Claims per second, in batches of ten, by one, two and four claimers side by side."""

import subprocess
import sys


def claims_per_second(campaign: int, *, claimers: int, seconds: float, how: str) -> float:
    """All claimers together; `how` is a name of `bench.dialer.ways.WAYS`."""
    command = [sys.executable, "-m", "bench.dialer.claimer", str(campaign), str(seconds), how]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _each in range(claimers)
    ]
    for process in running:
        assert process.stdout
        process.stdout.readline()
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(float(process.communicate()[0]) for process in running)
