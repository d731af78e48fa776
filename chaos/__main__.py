"""`./dev chaos`: rings nobody twice and loses nobody, whatever is killed.

The last line is one JSON object: `kills`, `rings`, `double_rings`, `lost`, `recovery_s` (the
worst time from a blow to the dialer's next sign of life) and `seams` (how often each was hit).
Runs inside the environment that the launcher's verb makes: durable servers of its own.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable

import django
from django.conf import settings

django.setup()

from chaos.books import compare, describe_open  # noqa: E402  (the apps must be loaded)
from chaos.house import FREEZE_SECONDS, House, house_of, running  # noqa: E402
from chaos.plan import WEIGHTS, Trouble, make_plan  # noqa: E402
from chaos.rehearsal import Watch, make_campaign, read_rings  # noqa: E402
from launcher.data import default_data  # noqa: E402
from launcher.guard import guarded  # noqa: E402

PATIENCE = 120.0
"""Seconds without a sign of life, after all blows, before a run is given up."""

SEAM_WAIT = 20.0
"""Seconds for somebody to come by an armed seam."""


def main() -> int:
    """Attack; then wait for the campaign's end, and compare the books."""
    options = _options()
    house = house_of(default_data())
    campaign = make_campaign(people=options.people or 60 + 12 * options.kills)
    watch = Watch(campaign)
    with (
        guarded(house.data) as guard,
        running(house, guard, speed=options.speed, small=options.small),
    ):
        watch.until_alive(PATIENCE)
        plan = make_plan(kills=options.kills, seed=options.seed, only=options.only)
        for number, trouble in enumerate(plan, 1):
            _strike(house, trouble)
            watch.until_alive(PATIENCE)
            print(f"{number}/{options.kills} {trouble.kind} {trouble.seam}", flush=True)
            time.sleep(trouble.pause)
        watch.until_over(PATIENCE + settings.UNKNOWN_GRACE_SECONDS)
        verdict = compare(campaign, read_rings())
        print(*describe_open(campaign), sep="\n")
    result = {
        "kills": options.kills,
        "rings": verdict.rings,
        "double_rings": verdict.double_rings,
        "lost": verdict.lost,
        "recovery_s": round(watch.worst, 1),
        "seams": dict(Counter(house.hits())),
    }
    print(json.dumps(result))
    return 0 if verdict.double_rings == verdict.lost == 0 else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=WEIGHTS, default="", help="one kind of trouble")
    parser.add_argument("--people", type=int, default=0, help="contacts; default: 12 a kill")
    parser.add_argument("--speed", type=float, default=30.0, help="of the simulator's time")
    parser.add_argument("--small", action="store_true", help="two dialers, one of all else")
    return parser.parse_args()


def _strike(house: House, trouble: Trouble) -> None:
    blows: dict[str, Callable[[], None]] = {
        "kill dialer": lambda: house.kill("dialer"),
        "kill worker": lambda: house.kill("worker"),
        "kill beat": lambda: house.kill("beat"),
        "kill web": lambda: house.kill("web"),
        "kill simulator": lambda: house.kill("simulator"),
        "freeze dialer": lambda: house.freeze("dialer", FREEZE_SECONDS),
        "stop postgres": house.stop_postgres,
        "kill redis": house.kill_redis,
        "flush redis": house.flush_redis,
        "seam": lambda: house.end_at(trouble.seam, SEAM_WAIT),
    }
    blows[trouble.kind]()


if __name__ == "__main__":
    raise SystemExit(main())
