"""A database of its own with millions of calls in it, made once and kept for the next run.

Calls come in the order of time, their campaigns mixed, as a system in use writes them. Every
table is filled by one INSERT … SELECT from a row that the product itself made, so that columns
which come later need no change here.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import urlsplit

import psycopg

ORGANIZATIONS, CAMPAIGNS, DAYS, TRIES, NUMBERS = 20, 200, 90, 2, 5
START = "2026-08-01 08:00+00"

_TEMPLATE = """
from accounts.models import Organization
from accounts.permissions import Role
from calls.models import Call, Trunk
from campaigns.models import Attempt, Campaign, Target
from contacts.models import Contact
from conversations.models import Agent
shop = Organization.objects.create(id=1, name="Shop", is_rehearsal=True)
agent = Agent.objects.create(id=1, organization=shop, name="Ana", goal="A sale.")
trunk = Trunk.objects.create(id=1, provider="twilio", account="AC1", is_rehearsal=True)
person = Contact.objects.create(id=1, organization=shop, e164="+34600000001", country="ES")
campaign = Campaign.objects.create(
    id=1, organization=shop, agent=agent, name="Campaign", status="completed")
call = Call.objects.create(
    id=1, organization=shop, contact=person, agent=agent, trunk=trunk, status="intent",
    to_number=person.e164, from_number="+34910000000")
target = Target.objects.create(
    id=1, campaign=campaign, contact=person, call=call, state="done", reason="goal_met")
Attempt.objects.create(call=call, campaign=campaign, target=target)
"""


def open_history(calls: int) -> None:
    """Point this process's DATABASE_URL at the database with so many calls, made first if it
    isn't there. Django must not have been set up yet."""
    server = os.environ["DATABASE_URL"]
    name = f"bench_reports_{calls}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not known.fetchone():
            _make(connection, server, calls, draft := f"{name}_draft")
            connection.execute(f"ALTER DATABASE {draft} RENAME TO {name}")
    os.environ["DATABASE_URL"] = _beside(server, name)


def _make(server: psycopg.Connection, url: str, calls: int, draft: str) -> None:
    began = time.monotonic()
    server.execute(f"DROP DATABASE IF EXISTS {draft}")
    server.execute(f"CREATE DATABASE {draft}")
    url = _beside(url, draft)
    for arguments in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", _TEMPLATE]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=True)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        # No trigger fires: neither foreign keys nor the rollup's.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '512MB'")
        _fill(connection, calls)
    print(f"made {calls:,} calls in {time.monotonic() - began:,.0f} s", flush=True)


# All SQL of `n`, the number of a row. The target of number n is in campaign 1 + n % CAMPAIGNS, and
# its calls are in a row there.
_OWNER = f"1 + (n - 1) % {ORGANIZATIONS}"
_CAMPAIGN = f"1 + (n - 1) % {CAMPAIGNS}"
_PLACE = f"((n - 1) / {CAMPAIGNS})"
_FIRST_TRY = f"({_PLACE} / {TRIES})"
_OF_CAMPAIGN = f"1 + ({_CAMPAIGN} - 1) % {ORGANIZATIONS}"


def _fill(connection: psycopg.Connection, calls: int) -> None:
    people = calls // ORGANIZATIONS // 10
    _fill_shops(connection, people)
    _fill_targets(connection, calls // CAMPAIGNS // TRIES * CAMPAIGNS, people)
    _fill_calls(connection, calls, people)
    connection.execute("VACUUM ANALYZE")


def _fill_shops(connection: psycopg.Connection, people: int) -> None:
    """Organisations, each with an agent, campaigns and so many people."""
    _copy(connection, "accounts_organization", ORGANIZATIONS, {"name": "'Shop ' || n"})
    _copy(connection, "conversations_agent", ORGANIZATIONS, {"organization_id": "n"})
    campaign = {"organization_id": _OWNER, "agent_id": _OWNER, "name": "'Campaign ' || n"}
    _copy(connection, "campaigns_campaign", CAMPAIGNS, campaign)
    contact = {"organization_id": _OWNER, "e164": "'+346' || lpad(n::text, 8, '0')"}
    _copy(connection, "contacts_contact", people * ORGANIZATIONS, contact)


def _person(place: str, people: int) -> str:
    return f"{_OF_CAMPAIGN} + (({place} + ({_CAMPAIGN}) * 17) % {people}) * {ORGANIZATIONS}"


def _fill_targets(connection: psycopg.Connection, targets: int, people: int) -> None:
    changed = {
        "campaign_id": _CAMPAIGN,
        "contact_id": _person(_PLACE, people),
        "call_id": f"n + {_PLACE} * {CAMPAIGNS}",
        "state": one_of("done", "done", "exhausted", "skipped"),
        "reason": one_of("goal_met", "talked", "no_answer", "suppressed"),
    }
    _copy(connection, "campaigns_target", targets, changed)


def _fill_calls(connection: psycopg.Connection, calls: int, people: int) -> None:
    """The calls, and the attempts that tie them to their targets."""
    status = one_of(
        *("completed", "completed", "completed", "completed"),
        *("no_answer", "no_answer", "busy", "failed"),
    )
    answered = one_of(
        *("goal_met", "interested", "not_interested", "callback"),
        *("voicemail", "hung_up", "talked", "talked"),
        salt=2,
    )
    sent = (
        f"timestamptz '{START}' + (n::float8 / {calls} * {DAYS})::int * interval '1 day'"
        " + (hashint8(n + 1) & 32767) * interval '1 s'"
    )
    changed = {
        "organization_id": _OF_CAMPAIGN,
        "agent_id": _OF_CAMPAIGN,
        "contact_id": _person(_FIRST_TRY, people),
        "token": "lpad(n::text, 32, '0')",
        "to_number": "'+346' || lpad((n % 1000000)::text, 8, '0')",
        "from_number": f"'+3491000000' || n % {NUMBERS}",
        "status": status,
        "outcome": f"CASE {status} WHEN 'completed' THEN {answered} ELSE {status} END",
        **dict.fromkeys(("sent_at", "created_at", "ended_at"), sent),
        "answered_at": f"CASE {status} WHEN 'completed' THEN {sent} END",
        "duration": f"CASE {status} WHEN 'completed' THEN 5 + n % 400 END",
    }
    _copy(connection, "calls_call", calls, changed)
    target = f"{_CAMPAIGN} + {_FIRST_TRY} * {CAMPAIGNS}"
    attempt = {"call_id": "n", "campaign_id": _CAMPAIGN, "target_id": target}
    _copy(connection, "campaigns_attempt", calls, attempt)


def one_of(*words: str, salt: int = 0) -> str:
    """SQL: one of these (a power of two many), by chance, always the same for the same `n`."""
    found = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{found}])[1 + (hashint8(n + {salt}) & {len(words) - 1})]"


def _copy(
    connection: psycopg.Connection, table: str, count: int, changed: Mapping[str, str]
) -> None:
    """Fill a table with `count` copies of its first row; `changed` is SQL by column, of `n`."""
    began = time.monotonic()
    columns = [
        row[0]
        for row in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = 'public' AND is_generated = 'NEVER'",
            [table],
        )
    ]
    changed = {"id": "n"} | dict(changed)
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(changed.get(name, f'row."{name}"') for name in columns)
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint)",
        [table],
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.execute(f"CREATE TEMP TABLE row AS SELECT * FROM {table} LIMIT 1")
    connection.execute(f"DELETE FROM {table}")
    connection.execute(
        f"INSERT INTO {table} ({names}) SELECT {values}"
        f" FROM row CROSS JOIN generate_series(1, {count}::bigint) AS n"
    )
    connection.execute("DROP TABLE row")
    for _name, definition in indexes:
        connection.execute(definition)
    print(f"{table}: {count:,} in {time.monotonic() - began:,.0f} s", flush=True)


def _beside(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
