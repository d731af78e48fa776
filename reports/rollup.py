"""Keeping the rollup: calls that ended are counted once, as they end, and never scanned again.

A trigger on the calls writes each change beside them (`reports.models.Change`), at the cost of
one narrow insert and without a lock that others wait for. `fold` adds the changes up into
`Figure`, many at once, in one statement: whoever reads sees each change in exactly one of the two.
Sums don't care for order, so it is exact however calls ended. `rebuild` makes the same from the
calls themselves.

What was counted stays counted when its call is erased later; a rebuild counts what is there.
"""

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.models import Organization
from calls.lifecycle import RUNG_AND_ENDED
from calls.models import Outcome
from reports.models import Book, Change, Figure

BATCH = 20_000
"""Changes that one fold takes in."""

OVER = sorted(RUNG_AND_ENDED)
"""The calls that are counted: a phone rang, or may have, and it is over."""

_ONE_AT_A_TIME = 0x5265706F
"""Of PostgreSQL's advisory locks, ours."""

_CALLING_CODE = (
    r"^\+(1|7|2[07]|3[0123469]|4[013456789]|5[12345678]|6[0123456]|8[1246]|9[0123458]"
    r"|(2[12345689]|3[578]|42|5[09]|6[789]|8[035789]|9[679])[0-9])"
)
"""The country's part of an E.164 number: no such code begins another (ITU-T E.164)."""

_COUNTRY = f"(regexp_match(fact.to_number, '{_CALLING_CODE}'))[1]"

TALKS = frozenset(
    {
        Outcome.GOAL_MET,
        Outcome.INTERESTED,
        Outcome.NOT_INTERESTED,
        Outcome.CALLBACK,
        Outcome.OPTED_OUT,
        Outcome.WRONG_NUMBER,
        Outcome.TALKED,
    }
)
"""Outcomes of calls in which a person talked with the agent."""

_TALKS = ", ".join(f"'{outcome.value}'" for outcome in sorted(TALKS))
_VERSION = "fact.agent_id || '.' || fact.version"

_KEYS = f"""(VALUES
    ('total', ''),
    ('outcome', fact.outcome),
    ('hour', to_char(fact.began, 'HH24')),
    ('agent', fact.agent_id::text),
    ('version', {_VERSION}),
    ('talked', CASE WHEN fact.outcome IN ({_TALKS}) THEN {_VERSION} END),
    ('list', fact.from_list_id::text),
    ('number', fact.from_number),
    ('place', {_COUNTRY} || '.' || fact.outcome),
    ('try', least(fact.try, 9)::text),
    ('length', CASE WHEN fact.reached THEN width_bucket(
        fact.seconds, ARRAY[10, 30, 60, 120, 300, 600])::text END)
) AS counted(kind, key)"""
"""What a call (`fact`) is counted by; not by a key that is null.

All of it follows from what never changes about a call and from what a change says of before and
after, so that what was added can always be taken away again. A new kind asks for a rebuild.
"""

_CHANGED = """
    SELECT raw.organization_id, attempt.campaign_id, raw.sign, raw.agent_id, raw.version,
        target.from_list_id, raw.from_number, raw.to_number, raw.outcome, raw.seconds,
        raw.answered AND raw.outcome <> 'voicemail' AS reached,
        raw.began_at AT TIME ZONE coalesce(book.time_zone, owner.time_zone) AS began,
        CASE WHEN attempt.target_id IS NOT NULL THEN (
            SELECT count(*) FROM campaigns_attempt AS earlier JOIN calls_call AS call
                ON call.id = earlier.call_id AND call.status = ANY(%(over)s)
            WHERE earlier.target_id = attempt.target_id AND earlier.call_id <= raw.call_id
        ) END AS try
    FROM {changes} AS raw
    JOIN accounts_organization AS owner ON owner.id = raw.organization_id
    LEFT JOIN reports_book AS book ON book.organization_id = raw.organization_id
    LEFT JOIN campaigns_attempt AS attempt ON attempt.call_id = raw.call_id
    LEFT JOIN campaigns_target AS target ON target.id = attempt.target_id
"""
_RAW = """
    SELECT raw.organization_id, attempt.campaign_id, 1 AS sign, raw.agent_id,
        coalesce(left(raw.context ->> 'agent_version', 9), '') AS version, target.from_list_id,
        raw.from_number, raw.to_number, raw.outcome, coalesce(raw.duration, 0) AS seconds,
        raw.answered_at IS NOT NULL AND raw.outcome <> 'voicemail' AS reached,
        coalesce(raw.sent_at, raw.created_at) AT TIME ZONE book.time_zone AS began,
        CASE WHEN attempt.target_id IS NOT NULL THEN
            row_number() OVER (PARTITION BY attempt.target_id ORDER BY raw.id)
        END AS try
    FROM calls_call AS raw
    JOIN reports_book AS book ON book.organization_id = raw.organization_id
    LEFT JOIN campaigns_attempt AS attempt ON attempt.call_id = raw.id
    LEFT JOIN campaigns_target AS target ON target.id = attempt.target_id
    WHERE raw.status = ANY(%(over)s) AND raw.organization_id = %(organization)s
"""

_COUNTED = """
    SELECT organization_id, campaign_id, kind, began::date AS day, key, sum(sign) AS calls,
        sum(sign) FILTER (WHERE reached) AS reached,
        sum(sign) FILTER (WHERE outcome = 'goal_met') AS goals,
        sum(sign * seconds) AS seconds
    FROM ({facts}) AS fact CROSS JOIN LATERAL {keys}
    WHERE key IS NOT NULL
    GROUP BY GROUPING SETS (
        (organization_id, campaign_id, kind, began::date, key),
        (organization_id, kind, began::date, key)
    )
    HAVING GROUPING(campaign_id) = 1 OR campaign_id IS NOT NULL
"""

_ADD = """
    WITH taken AS ({taken})
    INSERT INTO reports_figure
        (organization_id, campaign_id, kind, day, key, calls, reached, goals, seconds)
    SELECT organization_id, campaign_id, kind, day, key,
        calls, coalesce(reached, 0), coalesce(goals, 0), seconds
    FROM ({counted}) AS row
    ON CONFLICT (organization_id, campaign_id, kind, day, key) DO UPDATE SET
        calls = reports_figure.calls + EXCLUDED.calls,
        reached = reports_figure.reached + EXCLUDED.reached,
        goals = reports_figure.goals + EXCLUDED.goals,
        seconds = reports_figure.seconds + EXCLUDED.seconds
"""


def counted(facts: str) -> str:
    """SQL: these facts as rows of the rollup."""
    return _COUNTED.format(facts=facts, keys=_KEYS)


def changed(changes: str) -> str:
    """SQL: as facts, what stands in `changes`, a table like that of `Change`."""
    return _CHANGED.format(changes=changes)


_FOLD = _ADD.format(
    taken="""DELETE FROM reports_change WHERE id IN (
        SELECT id FROM reports_change ORDER BY id LIMIT %(most)s) RETURNING *""",
    counted=counted(changed("taken")),
)

_REBUILD = _ADD.format(
    # Of one snapshot with the calls that are read: what changes later is added later.
    taken="DELETE FROM reports_change WHERE organization_id = %(organization)s RETURNING 1",
    counted=counted(_RAW),
)


_NEVER_COUNTED = Q(reports_book=None)
_OTHER_CLOCK = ~Q(time_zone=F("reports_book__time_zone"))


def fold() -> int:
    """Take in the changes of which nobody has taken care yet; how many, BATCH if there may be
    more.

    An organisation that is new to us, or whose clock was changed, is counted as a whole. Does
    nothing while another process does it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return 0
        stale = Organization.objects.filter(_NEVER_COUNTED | _OTHER_CLOCK).first()
        if stale:
            _rebuild(stale)
            return BATCH
        waiting = Change.objects.order_by()[:BATCH].count()
        if waiting:
            cursor.execute(_FOLD, {"over": OVER, "most": BATCH})
        return waiting


@transaction.atomic
def rebuild(organization: Organization) -> None:
    """Count all calls of an organisation anew, while others go on being made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    _rebuild(organization)


def _rebuild(organization: Organization) -> None:
    Book.objects.update_or_create(
        organization=organization, defaults={"time_zone": organization.time_zone}
    )
    Figure.objects.filter(organization=organization).delete()
    with connection.cursor() as cursor:
        cursor.execute(_REBUILD, {"over": OVER, "organization": organization.pk})
