"""A batch of rows into the database, set-wise: COPY into a staging table, then one statement for
each thing that follows from it. Runs inside the caller's transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contacts.importer import Person, Rejection

_STAGE = """
    CREATE TEMPORARY TABLE import_row (
        row_number integer, e164 text, country text, name text, email text, language text,
        time_zone text, attributes jsonb
    )
"""
_UNSTAGE = "DROP TABLE import_row"
_COPY_ROWS = """
    COPY import_row (row_number, e164, country, name, email, language, time_zone, attributes)
    FROM STDIN
"""
_COPY_REJECTED = """
    COPY contacts_rejectedrow (source_id, row_number, reason, detail, "values") FROM STDIN
"""

_NOTE_NUMBERS = """
    INSERT INTO contacts_importednumber (source_id, e164, row_number)
    SELECT DISTINCT ON (e164) %(source)s, e164, row_number FROM import_row
    ORDER BY e164, row_number
    ON CONFLICT DO NOTHING
"""
_TAKE_DUPLICATES = """
    DELETE FROM import_row row USING contacts_importednumber met
    WHERE met.source_id = %(source)s AND met.e164 = row.e164
        AND met.row_number <> row.row_number
    RETURNING row.row_number, met.row_number
"""

# In the order of the numbers, so that two imports that share some never wait for each other in
# a circle. An empty cell takes nothing away from what is known.
_MERGE = """
    WITH merged AS (
        INSERT INTO contacts_contact AS old (
            organization_id, e164, country, name, email, language, time_zone, attributes,
            created_at, updated_at
        )
        SELECT %(organization)s, e164, country, name, email, language, time_zone, attributes,
            statement_timestamp(), statement_timestamp()
        FROM import_row ORDER BY e164
        ON CONFLICT (organization_id, e164) DO UPDATE SET
            country = excluded.country,
            name = coalesce(nullif(excluded.name, ''), old.name),
            email = coalesce(nullif(excluded.email, ''), old.email),
            language = coalesce(nullif(excluded.language, ''), old.language),
            time_zone = coalesce(nullif(excluded.time_zone, ''), old.time_zone),
            attributes = old.attributes || excluded.attributes,
            updated_at = statement_timestamp()
        WHERE excluded.country <> old.country
            OR excluded.name NOT IN ('', old.name)
            OR excluded.email NOT IN ('', old.email)
            OR excluded.language NOT IN ('', old.language)
            OR excluded.time_zone NOT IN ('', old.time_zone)
            OR NOT old.attributes @> excluded.attributes
        RETURNING xmax = 0 AS is_new  -- a row that nobody had locked before is one just made
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
"""
_LIST = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT %(contact_list)s, contact.id
    FROM import_row row
    JOIN contacts_contact contact
        ON contact.organization_id = %(organization)s AND contact.e164 = row.e164
    ORDER BY contact.id
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows of a batch: each is counted once."""

    created: int
    updated: int
    unchanged: int
    rejected: int


def merge_batch(
    batch: Sequence[Person | Rejection],
    *,
    source_id: int,
    organization_id: int,
    contact_list_id: int | None,
) -> Merged:
    """Write a batch of an import: contacts, their list, and the rows that were rejected."""
    people = [row for row in batch if isinstance(row, Person)]
    rejections = [row for row in batch if isinstance(row, Rejection)]
    names = {
        "source": source_id,
        "organization": organization_id,
        "contact_list": contact_list_id,
    }
    with connection.cursor() as cursor:
        created, updated, duplicates = 0, 0, []
        if people:
            _stage(cursor, people)
            duplicates = _take_duplicates(cursor, people, names)
            cursor.execute(_MERGE, names)
            created, updated = cursor.fetchone()
            if contact_list_id is not None:
                cursor.execute(_LIST, names)
            cursor.execute(_UNSTAGE)
        rejected = [*rejections, *duplicates]
        _write_rejected(cursor, rejected, source_id)
    unchanged = len(batch) - len(rejected) - created - updated
    return Merged(created, updated, unchanged, len(rejected))


def _stage(cursor: CursorWrapper, people: Iterable[Person]) -> None:
    cursor.execute(_STAGE)
    with cursor.copy(_COPY_ROWS) as copy:
        for person in people:
            copy.write_row(
                (
                    person.number,
                    person.e164,
                    person.country,
                    person.name,
                    person.email,
                    person.language,
                    person.time_zone,
                    json.dumps(person.attributes, ensure_ascii=False),
                )
            )
    cursor.execute("ANALYZE import_row")  # or the planner takes it for a table of a few rows


def _take_duplicates(
    cursor: CursorWrapper, people: Sequence[Person], names: dict[str, Any]
) -> list[Rejection]:
    """Take rows whose number this file has had before out of the staging table."""
    cursor.execute(_NOTE_NUMBERS, names)
    cursor.execute(_TAKE_DUPLICATES, names)
    first_rows: dict[int, int] = dict(cursor.fetchall())
    return [
        Rejection(person.number, "duplicate_in_file", str(first_rows[person.number]), person.values)
        for person in people
        if person.number in first_rows
    ]


def _write_rejected(cursor: CursorWrapper, rejections: Sequence[Rejection], source_id: int) -> None:
    if not rejections:
        return
    with cursor.copy(_COPY_REJECTED) as copy:
        for row in rejections:
            values = json.dumps(row.values, ensure_ascii=False)
            copy.write_row((source_id, row.number, row.reason, row.detail[:300], values))
