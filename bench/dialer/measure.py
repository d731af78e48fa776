"""The measurements, on a database of their own, in the order of a campaign's life."""

import argparse
import time
from collections.abc import Iterator

import django

django.setup()

from bench.dialer import per_contact  # noqa: E402  (the apps must be loaded)
from bench.dialer.carried import carry, everybody_is  # noqa: E402
from bench.dialer.claims import claims_per_second  # noqa: E402
from bench.dialer.house import House, house_of  # noqa: E402
from bench.dialer.memory import growth  # noqa: E402
from bench.dialer.placing import arrivals, most_in_a_second, place, steady_rate  # noqa: E402
from bench.dialer.rows import delete_campaigns, make_campaign, run_campaign  # noqa: E402
from bench.report import Row, finish  # noqa: E402
from campaigns.services import start_campaign  # noqa: E402
from launcher.data import default_data  # noqa: E402
from launcher.guard import guarded  # noqa: E402

TASK = "Celery task per contact, 8 processes"


def main() -> None:
    """Measure, and report."""
    options = _options()
    with guarded(default_data()) as guard:
        rows = list(_measure(house_of(guard), options))
    finish("dialer", rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench dialer", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    parser.add_argument(
        "--only", choices=("claims", "placing", "rates", "carried", "memory"), default=""
    )
    return parser.parse_args()


def _measure(house: House, options: argparse.Namespace) -> Iterator[Row]:
    if options.only in ("", "claims"):
        yield from _claims(options.contacts, options.seconds)
    if options.only in ("", "placing"):
        yield from _placing(house, options.seconds)
    if options.only in ("", "rates"):
        yield from _rates(house, options.seconds)
    if options.only in ("", "carried"):
        yield from _carried(house, options.seconds)
    if options.only == "memory":  # takes as long as a campaign of so many contacts does
        yield from _memory(house, options.contacts)


def _claims(contacts: int, seconds: float) -> Iterator[Row]:
    campaign = make_campaign(people=contacts, calls_per_second=1.0, max_concurrent=1)
    begun = time.monotonic()
    start_campaign(campaign=campaign)
    took = time.monotonic() - begun
    what = f"start of a campaign of {contacts:,} contacts"
    yield Row(what, "s", took, None, "", "≤ 20 s", took <= 20)

    at_random = claims_per_second(campaign.pk, claimers=1, seconds=seconds, how="random")
    for claimers in (1, 2, 4):
        ours = claims_per_second(campaign.pk, claimers=claimers, seconds=seconds, how="keyset")
        yield Row(
            f"claims in batches of 10, {claimers} claimers",
            "targets/s",
            ours,
            at_random,
            "ORDER BY random(), 1 claimer",
            "≥ 25,000 with 4",
            claimers < 4 or ours >= 25_000,
        )
    ours = claims_per_second(campaign.pk, claimers=4, seconds=seconds, how="gate")
    what = "claims in batches of 10, 4 claimers, gate asked"
    yield Row(what, "targets/s", ours, at_random, "ORDER BY random()", "≥ 25,000", ours >= 25_000)
    delete_campaigns()


def _placing(house: House, seconds: float) -> Iterator[Row]:
    with house.with_provider():
        run_campaign(people=int(seconds * 4000), calls_per_second=2000.0, max_concurrent=1_000_000)
        ours = place(seconds=seconds)
        delete_campaigns()
        with house.with_workers(8):
            usual = per_contact.throughput(contacts=int(seconds * 200), seconds=seconds)
    goal = "≥ 1,000 per core"
    what = "calls placed (gate, intent, send, record; provider 150 ms), 1 process"
    yield Row(what, "calls/s", ours.per_second, usual, TASK, "–", True)
    what = "the same, per second of its processor time"
    yield Row(what, "calls/s", ours.per_core, None, "", goal, ours.per_core >= 1000)


def _rates(house: House, seconds: float) -> Iterator[Row]:
    for rate in (1, 20, 200):
        with house.with_provider():
            run_campaign(
                people=int(rate * (seconds * 4 + 20)) + 10,
                calls_per_second=rate,
                max_concurrent=5000,
            )
            with house.with_processes("dialer", "beat"):
                time.sleep(12)  # until Celery is up and calls flow
                arrivals(house.provider)
                time.sleep(seconds * 2 if rate > 1 else seconds * 4)
                times = arrivals(house.provider)
            delete_campaigns()
        held, most = steady_rate(times), most_in_a_second(times)
        goal = f"{rate} ± 2 %, never more than {rate} in a second (most: {most})"
        holds = abs(held / rate - 1) <= 0.02 and most <= rate
        yield Row(f"a rate of {rate} calls/s", "calls/s", held, None, "", goal, holds)


def _carried(house: House, seconds: float) -> Iterator[Row]:
    with house.with_processes("simulator", "web", "dialer", "beat"):
        everybody_is("busy")
        campaign = run_campaign(
            people=int(seconds * 900), calls_per_second=400.0, max_concurrent=1000
        )
        done = carry(campaign)
    delete_campaigns()
    with house.with_processes("simulator"):
        everybody_is("busy")
        with house.with_workers(2):
            usual = per_contact.throughput(contacts=int(seconds * 400), seconds=seconds)
    what = "calls through all their webhooks to settlement, whole house"
    yield Row(
        what, "calls/s", done.per_second, usual, f"{TASK[:-13]}, no webhooks", "≥ 150",
        done.per_second >= 150,
    )  # fmt: skip
    wrong = float(done.double_rings + done.unexplained)
    yield Row("of these, rung twice or unexplained", "calls", wrong, None, "", "0", wrong == 0)


def _memory(house: House, contacts: int) -> Iterator[Row]:
    with house.with_processes("simulator", "web", "dialer", "beat"):
        everybody_is("busy")
        campaign = run_campaign(people=contacts, calls_per_second=400.0, max_concurrent=1000)
        found = growth(campaign)
    delete_campaigns()
    for kind, (megabytes, percent) in found.items():
        what = f"growth of {kind} ({megabytes:.0f} MB) over a campaign of {contacts:,}"
        yield Row(what, "%", percent, None, "", "± 10 %", abs(percent) <= 10)


if __name__ == "__main__":
    main()
