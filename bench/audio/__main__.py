"""The audio cache: signed sound out of nginx beside plain files, and characters not bought.

    ./dev bench audio [--calls 10]

Serving: the location of `deploy/nginx.conf`, in a real nginx, beside the same file without a
signature in the same nginx. Characters: the example agents, one campaign a purpose, hold so many
calls each by webhooks with the simulator's people; what they said, beside what was bought for it.
"""

import argparse
import json
import os
import subprocess
import sys

from bench.audio.serving import serve_both
from bench.database import own_database
from bench.report import Row, finish, median_and_spread

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10, help="calls of each campaign")
    calls = parser.parse_args().calls
    finish("audio", [_serving(), *_characters(calls)])


def _serving() -> Row:
    signed, plain = serve_both(rounds=ROUNDS)
    (ours, spread), (baseline, _) = median_and_spread(signed), median_and_spread(plain)
    return Row(
        what=f"signed sound, a second (± {spread:.0%})",
        unit="files/s",
        ours=ours,
        baseline=baseline,
        baseline_name="nginx alone",
        goal="≥ 0.7 ×",
        holds=ours >= 0.7 * baseline,
    )


def _characters(calls: int) -> list[Row]:
    with own_database():
        command = [sys.executable, "-m", "bench.audio.campaigns", str(calls)]
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "callsys.settings"}
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, env=environment
        )
    campaigns = json.loads(done.stdout.splitlines()[-1])
    whole = {name: sum(each[name] for each in campaigns.values()) for name in ("said", "bought")}
    rows = [_row(f"characters bought, {name}", each) for name, each in campaigns.items()]
    return [*rows, _row("characters bought, all", whole)]


def _row(what: str, counted: dict[str, int]) -> Row:
    said, bought = counted["said"], counted["bought"]
    return Row(
        what=what,
        unit="characters",
        ours=bought,
        baseline=said,
        baseline_name="said",
        goal="≥ 60 % fewer",
        holds=bought <= 0.4 * said,
    )


if __name__ == "__main__":
    main()
