"""What row-level security would cost as a second wall between organisations.

The list, the detail and the claim of a table of contacts, by psycopg alone: as they are, and under
a policy that compares each row's organisation with the one that the transaction names. Naming it
is part of the price: one `set_config` more in every transaction, since poolers keep no sessions.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench.report import Row, finish

GOAL = 1.05
ORGANIZATIONS = 20
ROUNDS = 9
SETUP = """
    DROP SCHEMA IF EXISTS bench_wall CASCADE;
    CREATE SCHEMA bench_wall;
    CREATE TABLE bench_wall.person (
        id bigserial PRIMARY KEY, organization_id bigint NOT NULL, name text, state text
    );
    INSERT INTO bench_wall.person (organization_id, name, state)
        SELECT 1 + n %% {organizations}, 'Person ' || n, 'pending'
        FROM generate_series(1, {rows}) n;
    CREATE INDEX ON bench_wall.person (organization_id, id DESC);
    CREATE INDEX ON bench_wall.person (organization_id, id) WHERE state = 'pending';
    ANALYZE bench_wall.person;
    DROP ROLE IF EXISTS bench_wall;
    CREATE ROLE bench_wall NOLOGIN;
    GRANT USAGE ON SCHEMA bench_wall TO bench_wall;
    GRANT SELECT, UPDATE ON bench_wall.person TO bench_wall;
    CREATE POLICY own ON bench_wall.person USING
        (organization_id = current_setting('callsys.organization', true)::bigint);
"""
CLEAN = "DROP SCHEMA bench_wall CASCADE; DROP ROLE bench_wall"
QUERIES = {
    "list of 50": "SELECT * FROM bench_wall.person WHERE organization_id = %(of)s "
    "ORDER BY id DESC LIMIT 50",
    "detail": "SELECT * FROM bench_wall.person WHERE organization_id = %(of)s AND id = %(id)s",
    "claim of 10": "UPDATE bench_wall.person SET state = state WHERE id IN (SELECT id FROM "
    "bench_wall.person WHERE organization_id = %(of)s AND state = 'pending' ORDER BY id LIMIT 10 "
    "FOR UPDATE SKIP LOCKED) RETURNING id",
}
NAME = "SELECT set_config('callsys.organization', %s, true)"


def main() -> None:
    """Fill, measure in turns, clean up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=400, help="a query is asked in each round")
    given = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(SETUP.format(rows=given.rows, organizations=ORGANIZATIONS).replace("%%", "%"))
        try:
            with psycopg.connect(url) as asker:
                asker.execute("SET ROLE bench_wall")
                asker.commit()
                finish("wall", measure(owner, asker, given.times))
        finally:
            owner.execute(CLEAN)


def measure(owner: psycopg.Connection, asker: psycopg.Connection, times: int) -> list[Row]:
    """Each query without and with the policy, in turns, so that a slow minute hurts both."""
    rows: list[Row] = []
    for what, query in QUERIES.items():
        taken: dict[bool, list[float]] = {False: [], True: []}
        for _round in range(ROUNDS):
            for is_walled in (False, True):
                verb = "ENABLE" if is_walled else "DISABLE"
                owner.execute(f"ALTER TABLE bench_wall.person {verb} ROW LEVEL SECURITY")
                ask = _walled(asker, query) if is_walled else _bare(asker, query)
                taken[is_walled].append(_seconds(ask, times) / times * 1000)
        with_wall, without = statistics.median(taken[True]), statistics.median(taken[False])
        goal, holds = "≤ 1.05 × it", with_wall <= GOAL * without
        rows.append(Row(what, "ms", with_wall, without, "without the policy", goal, holds))
    return rows


def _bare(asker: psycopg.Connection, query: str) -> Callable[[int], Any]:
    def ask(number: int) -> Any:
        with asker.transaction():
            return asker.execute(query, _of(number)).fetchall()

    return ask


def _walled(asker: psycopg.Connection, query: str) -> Callable[[int], Any]:
    def ask(number: int) -> Any:
        with asker.transaction():
            asker.execute(NAME, [str(_of(number)["of"])])
            return asker.execute(query, _of(number)).fetchall()

    return ask


def _of(number: int) -> dict[str, int]:
    organization = 1 + number % ORGANIZATIONS
    return {"of": organization, "id": organization - 1 + ORGANIZATIONS * (1 + number % 500)}


def _seconds(ask: Callable[[int], Any], times: int) -> float:
    began = time.perf_counter()
    for number in range(times):
        ask(number)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
