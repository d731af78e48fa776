"""Reports over ten million calls: each from the rollup, beside a group-by of the calls.

The calls are made once, in a database of their own, and kept: the first run takes ten minutes.
"""

import argparse
import datetime as dt
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import django
from django.core.management import call_command
from django.db import connection

from bench.history import CAMPAIGNS, ORGANIZATIONS, START, open_history
from bench.report import Row, finish, median_and_spread, percentile

FIRST = dt.date.fromisoformat(START[:10])
MONTH = (FIRST + dt.timedelta(days=30), FIRST + dt.timedelta(days=59))
ROUNDS, PLAIN_ROUNDS, DASHBOARDS = 50, 3, 200

PLAIN = """
    SELECT {by}, count(*),
        count(*) FILTER (WHERE answered_at IS NOT NULL AND outcome <> 'voicemail'),
        count(*) FILTER (WHERE outcome = 'goal_met'), sum(coalesce(duration, 0))
    FROM calls_call AS call {join}
    WHERE {where} AND status IN ('completed', 'busy', 'no_answer', 'failed', 'canceled')
    GROUP BY 1, 2
"""
LOCAL = "(sent_at AT TIME ZONE 'Europe/Madrid')"
ATTEMPTS = "JOIN campaigns_attempt AS attempt ON attempt.call_id = call.id"
IN_MONTH = (
    f"sent_at >= timestamp '{MONTH[0]}' AT TIME ZONE 'Europe/Madrid'"
    f" AND sent_at < (timestamp '{MONTH[1]}' + interval '1 day') AT TIME ZONE 'Europe/Madrid'"
)
KEYED = "CREATE INDEX IF NOT EXISTS bench_plain ON calls_call (organization_id, sent_at)"

Answer = Mapping[Any, tuple[int, ...]]
Found = TypeVar("Found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000_000)
    options = parser.parse_args()
    open_history(options.calls)
    os.environ["DJANGO_SETTINGS_MODULE"] = "callsys.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    prepare()
    finish("reports", [*reports(), dashboards(), deep_page(), folding()])


def prepare() -> None:
    """What the plain side needs, and the rollup, each where it is missing."""
    from reports.models import Figure  # noqa: PLC0415  (models need Django to be set up)

    with connection.cursor() as cursor:
        cursor.execute(KEYED)
    if not Figure.objects.filter(kind="version").exists():
        began = time.monotonic()
        call_command("rebuild_figures", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"rollup made in {time.monotonic() - began:,.0f} s: {Figure.objects.count():,} rows")


def reports() -> list[Row]:
    """Each question asked of both; a row each. Raises where their answers differ."""
    from reports import figures  # noqa: PLC0415

    shop, campaign = 7, 7
    month = figures.Scope(shop, None, MONTH)
    everyone = f"{IN_MONTH}"
    own = f"organization_id = {shop} AND {IN_MONTH}"
    return [
        compared(
            "a campaign by outcome",
            lambda: flat(figures.read(figures.Scope(shop, (campaign,)), ["outcome"])["outcome"]),
            plain("NULL, outcome", f"campaign_id = {campaign}", ATTEMPTS),
            goal=5,
        ),
        compared(
            "an organisation by outcome, 30 days",
            lambda: flat(figures.read(month, ["outcome"])["outcome"]),
            plain("NULL, outcome", own),
            goal=5,
        ),
        compared(
            "day × outcome, 30 days",
            lambda: nested(figures.by_day(month, "outcome")),
            plain(f"{LOCAL}::date, outcome", own),
            goal=5,
        ),
        compared(
            "weekday × hour, 30 days",
            lambda: nested(figures.by_weekday(month, "hour")),
            plain(f"extract(isodow from {LOCAL})::int - 1, to_char({LOCAL}, 'HH24')", own),
            goal=5,
        ),
        compared(
            "by version of the agent, 30 days",
            lambda: flat(figures.read(month, ["version"])["version"]),
            plain("NULL, agent_id || '.' || coalesce(context ->> 'agent_version', '')", own),
            goal=5,
        ),
        compared(
            "of one country by outcome, 30 days",
            lambda: flat(figures.read(replace(month, country="34"), ["outcome"])["outcome"]),
            plain("NULL, outcome", f"{own} AND to_number LIKE '+34%'"),
            goal=5,
        ),
        compared(
            "by campaign, 30 days",
            lambda: flat(figures.by_campaign(month)),
            plain("NULL, campaign_id", own, ATTEMPTS),
            goal=5,
        ),
        compared(
            "all organisations, day × outcome, 30 days",
            lambda: nested(figures.by_day(figures.Scope(None, None, MONTH), "outcome")),
            plain(f"{LOCAL}::date, outcome", everyone),
            goal=40,
        ),
    ]


def flat(found: Mapping[Any, Any]) -> Answer:
    return {(None, key): counts(one) for key, one in found.items()}


def nested(found: Mapping[Any, Mapping[Any, Any]]) -> Answer:
    return {(group, key): counts(one) for group, keys in found.items() for key, one in keys.items()}


def counts(one: Any) -> tuple[int, ...]:
    return one.calls, one.reached, one.goals, one.seconds


def plain(by: str, where: str, join: str = "") -> Callable[[], Answer]:
    query = PLAIN.format(by=by, where=where, join=join)

    def ask() -> Answer:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return {tuple(row[:2]): tuple(map(int, row[2:])) for row in cursor.fetchall()}

    return ask


def compared(
    what: str, ours: Callable[[], Answer], theirs: Callable[[], Answer], *, goal: float
) -> Row:
    ours_ms, answer = timed(ours, ROUNDS)
    plain_ms, truth = timed(theirs, PLAIN_ROUNDS)
    if dict(answer) != dict(truth):
        raise SystemExit(f"{what}: the rollup differs from the calls")
    middle, _spread = median_and_spread(ours_ms)
    beside, _spread = median_and_spread(plain_ms)
    name = f"group-by, warm, {len(truth)} rows equal"
    return Row(what, "ms", middle, beside, name, f"≤ {goal} ms", middle <= goal)


def timed(ask: Callable[[], Found], rounds: int) -> tuple[list[float], Found]:
    """Milliseconds of each round, once warm, and the answer."""
    answer = ask()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = ask()
        spent.append((time.perf_counter() - began) * 1000)
    return spent, answer


def dashboards() -> Row:
    """The whole dashboard, of shops, days and campaigns chosen by chance."""
    from accounts.models import Organization  # noqa: PLC0415
    from reports.dashboard import dashboard  # noqa: PLC0415
    from reports.dashboard_page import shown  # noqa: PLC0415
    from reports.period import last_days  # noqa: PLC0415

    chance, spent = random.Random(1), []
    shops = list(Organization.objects.all())
    for number in range(DASHBOARDS + 20):
        shop = chance.choice(shops)
        today = FIRST + dt.timedelta(days=chance.randrange(60, 90))
        period = last_days(chance.choice([7, 30, 30, 90]), today=today)
        own = range(shop.pk, CAMPAIGNS + 1, ORGANIZATIONS)
        campaigns = (chance.choice(own),) if chance.random() < 0.3 else None
        began = time.perf_counter()
        page = shown(dashboard(shop, period, campaigns=campaigns))
        if number >= 20:
            spent.append((time.perf_counter() - began) * 1000)
        assert page["tiles"]
    p95 = percentile(spent, 0.95)
    return Row("the whole dashboard, p95", "ms", p95, None, "", "≤ 20 ms", p95 <= 20)


def deep_page() -> Row:
    """The page of the list of calls that lies 100,000 calls down: its query, every row fetched."""
    from accounts.access import Access  # noqa: PLC0415
    from accounts.models import Organization  # noqa: PLC0415
    from calls.history import calls_of  # noqa: PLC0415

    calls = calls_of(Access(Organization.objects.get(pk=7), None, frozenset())).order_by("-pk")
    down = min(100_000, calls.count() // 2)
    key = calls[down].pk

    def rows_of(page: Any) -> Callable[[], int]:
        query, parameters = page.query.sql_with_params()

        def ask() -> int:
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return len(cursor.fetchall())

        return ask

    ours, _rows = timed(rows_of(calls.filter(pk__lt=key)[:51]), ROUNDS)
    theirs, _rows = timed(rows_of(calls[down : down + 51]), PLAIN_ROUNDS)
    middle, beside = median_and_spread(ours)[0], median_and_spread(theirs)[0]
    return Row("a page 100,000 calls down", "ms", middle, beside, "OFFSET", "≤ 1 ms", middle <= 1)


def folding() -> Row:
    """What it costs to keep the rollup: a thousand calls corrected, noticed and taken in."""
    from calls.models import Call, Outcome  # noqa: PLC0415
    from reports import rollup  # noqa: PLC0415

    most, spent = 1000, []
    while rollup.fold() == rollup.BATCH:
        pass
    pks = list(Call.objects.filter(outcome=Outcome.TALKED).values_list("pk", flat=True)[:most])
    for outcome in (Outcome.INTERESTED, Outcome.TALKED) * 3:
        Call.objects.filter(pk__in=pks).update(outcome=outcome)
        began = time.perf_counter()
        rollup.fold()
        spent.append((time.perf_counter() - began) * 1e6 / most)
    middle, _spread = median_and_spread(spent)
    return Row("to take in a corrected call", "µs", middle, None, "", "≤ 1,000 µs", middle <= 1000)


if __name__ == "__main__":
    main()
