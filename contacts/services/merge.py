"""A digest of rows into the database, set-wise: COPY into a staging table, then one statement for
each thing that follows from it. Runs inside the caller's transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from contacts.digest import CUT, Digest
from contacts.models import Import

_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_row (
        row_number integer, e164 text, country text, name text, email text, language text,
        time_zone text, attributes jsonb, lists text, cells text
    );
    CREATE TEMPORARY TABLE IF NOT EXISTS import_rejected (
        row_number integer, reason text, detail text, cells jsonb
    );
    TRUNCATE import_row, import_rejected
"""
_COPY_PEOPLE = "COPY import_row FROM STDIN"
_COPY_REJECTED = "COPY import_rejected FROM STDIN"
_REJECT = """
    INSERT INTO contacts_rejectedrow (source_id, row_number, reason, detail, "values")
    SELECT %(source)s, row_number + %(before)s, reason, detail, cells FROM import_rejected
"""

# A number that this file has had before, in this batch or an earlier one, can't be noted again.
_TAKE_DUPLICATES = """
    WITH noted AS (
        INSERT INTO contacts_importednumber (source_id, number, row_number)
        SELECT %(source)s, substr(e164, 2)::bigint, row_number + %(before)s
        FROM import_row ORDER BY row_number
        ON CONFLICT DO NOTHING
        RETURNING row_number - %(before)s AS row_number
    ), again AS (
        DELETE FROM import_row WHERE row_number NOT IN (SELECT row_number FROM noted)
        RETURNING row_number, substr(e164, 2)::bigint AS number, cells
    )
    SELECT row_number, number, cells FROM again
"""
_FIRST_MET = """
    SELECT number, row_number FROM contacts_importednumber
    WHERE source_id = %s AND number = ANY(%s)
"""
_SKIP_KNOWN = """
    DELETE FROM import_row row USING contacts_contact contact
    WHERE contact.organization_id = %(organization)s AND contact.e164 = row.e164
"""
_SKIP_UNKNOWN = """
    DELETE FROM import_row row WHERE NOT EXISTS (
        SELECT FROM contacts_contact contact
        WHERE contact.organization_id = %(organization)s AND contact.e164 = row.e164
    )
"""
_SKIP: dict[str, str] = {Import.Mode.CREATE: _SKIP_KNOWN, Import.Mode.UPDATE: _SKIP_UNKNOWN}

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
_MAKE_NAMED_LISTS = """
    INSERT INTO contacts_contactlist (organization_id, name, created_at)
    SELECT DISTINCT %(organization)s, unnest(string_to_array(lists, %(cut)s)), now()
    FROM import_row WHERE lists <> '' ORDER BY 2
    ON CONFLICT DO NOTHING
"""
_FILL_NAMED_LISTS = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT list.id, contact.id
    FROM import_row row
    CROSS JOIN unnest(string_to_array(row.lists, %(cut)s)) AS named(name)
    JOIN contacts_contactlist list
        ON list.organization_id = %(organization)s AND list.name = named.name
    JOIN contacts_contact contact
        ON contact.organization_id = %(organization)s AND contact.e164 = row.e164
    WHERE row.lists <> ''
    ORDER BY contact.id, list.id
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows of a batch: each is counted once."""

    created: int
    updated: int
    unchanged: int
    skipped: int
    rejected: int


def merge_digest(
    digest: Digest, *, upload: Import, contact_list_id: int | None, before: int
) -> Merged:
    """Write a digest of an import: contacts, their lists, and the rows that were rejected.

    `before` is how many rows of the file stand before the digest's. A dry run counts, and takes
    everything back but the rejected rows and the numbers that were met.
    """
    names = {
        "source": upload.pk,
        "organization": upload.organization_id,
        "contact_list": contact_list_id,
        "before": before,
        "cut": CUT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        rejected = digest.rows - digest.accepted
        created = updated = skipped = duplicates = 0
        if rejected:
            _copy(cursor, _COPY_REJECTED, digest.rejected)
        if digest.accepted:
            _copy(cursor, _COPY_PEOPLE, digest.people)
            duplicates = _take_duplicates(cursor, names)
            created, updated, skipped = _merge(cursor, upload, digest, names)
        if rejected or duplicates:
            cursor.execute(_REJECT, names)
    unchanged = digest.accepted - duplicates - created - updated - skipped
    return Merged(created, updated, unchanged, skipped, rejected + duplicates)


def _merge(
    cursor: CursorWrapper, upload: Import, digest: Digest, names: dict[str, Any]
) -> tuple[int, int, int]:
    """Write what is staged; how many are new, changed and skipped."""
    point = transaction.savepoint() if upload.dry_run else None
    skipped = 0
    if upload.mode in _SKIP:
        cursor.execute(_SKIP[upload.mode], names)
        skipped = cursor.rowcount
    cursor.execute(_MERGE, names)
    created, updated = cursor.fetchone()
    if names["contact_list"] is not None:
        cursor.execute(_LIST, names)
    if digest.has_lists:
        cursor.execute(_MAKE_NAMED_LISTS, names)
        cursor.execute(_FILL_NAMED_LISTS, names)
    if point is not None:
        transaction.savepoint_rollback(point)
    return created, updated, skipped


def _copy(cursor: CursorWrapper, statement: str, lines: bytes) -> None:
    with cursor.copy(statement) as copy:
        copy.write(lines)


def _take_duplicates(cursor: CursorWrapper, names: dict[str, Any]) -> int:
    """Move rows whose number this file has had before to the rejected ones; how many."""
    cursor.execute(_TAKE_DUPLICATES, names)
    found: Sequence[tuple[int, int, str]] = cursor.fetchall()
    if not found:
        return 0
    cursor.execute(_FIRST_MET, [names["source"], [number for _row, number, _cells in found]])
    first: dict[int, int] = dict(cursor.fetchall())
    with cursor.copy(_COPY_REJECTED) as copy:
        for row_number, number, cells in found:
            values = json.dumps([cell[:500] for cell in cells.split(CUT)], ensure_ascii=False)
            copy.write_row((row_number, "duplicate_in_file", str(first[number]), values))
    return len(found)
