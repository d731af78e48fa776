"""A digest of rows into the database, set-wise: COPY into a staging table, then one statement for
each thing that follows from it. Runs inside the caller's transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from contacts.digest import CUT, Digest
from contacts.models import Import

_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_row (
        row_number integer, number bigint, e164 text, country text, name text, email text,
        language text, time_zone text, attributes jsonb, lists text, cells text
    );
    CREATE TEMPORARY TABLE IF NOT EXISTS import_known (
        row_number integer, contact_id bigint, met_in integer
    );
    CREATE TEMPORARY TABLE IF NOT EXISTS import_rejected (
        row_number integer, reason text, detail text, cells jsonb
    );
    TRUNCATE import_row, import_known, import_rejected
"""
_COPY_PEOPLE = "COPY import_row FROM STDIN"
_COPY_REJECTED = "COPY import_rejected FROM STDIN"
_REJECT = """
    INSERT INTO contacts_rejectedrow (source_id, row_number, reason, detail, "values")
    SELECT %(source)s, row_number + %(before)s, reason, detail, cells FROM import_rejected
"""

# Who is known, and the row of this very file that has made them. Looked up one by one: what the
# planner knows of a table that grows meanwhile would have it read whole.
_FIND_KNOWN = """
    INSERT INTO import_known
    SELECT row.row_number, contact.id,
        CASE WHEN contact.origin_id = %(source)s THEN contact.origin_row END
    FROM import_row row CROSS JOIN LATERAL (
        SELECT id, origin_id, origin_row FROM contacts_contact
        WHERE organization_id = %(organization)s AND e164 = row.e164 LIMIT 1
    ) contact
"""
# A number stands in this file before if an earlier row of the piece has it, if this import has
# made the contact, or if it has noted the number of one that was known.
_TAKE_DUPLICATES = """
    WITH first AS (
        SELECT number, min(row_number) AS row_number FROM import_row
        GROUP BY number HAVING count(*) > 1
    ), again AS (
        SELECT row.row_number,
            coalesce(noted.row_number, known.met_in, first.row_number + %(before)s) AS met_in
        FROM import_row row
        LEFT JOIN first USING (number)
        LEFT JOIN import_known known ON known.row_number = row.row_number
        LEFT JOIN contacts_importednumber noted
            ON noted.source_id = %(source)s AND noted.number = row.number
        WHERE noted.number IS NOT NULL OR known.met_in IS NOT NULL
            OR row.row_number > first.row_number
    ), taken AS (
        DELETE FROM import_row row USING again WHERE row.row_number = again.row_number
        RETURNING row.row_number, again.met_in, row.cells
    ), unknown AS (
        DELETE FROM import_known WHERE row_number IN (SELECT row_number FROM again)
    )
    INSERT INTO import_rejected
    SELECT row_number, 'duplicate_in_file', met_in::text, (
        SELECT jsonb_agg(left(cell, 500) ORDER BY place)
        FROM unnest(string_to_array(cells, %(cut)s)) WITH ORDINALITY AS each(cell, place)
    )
    FROM taken
"""
_NOTE = """
    INSERT INTO contacts_importednumber (source_id, number, row_number)
    SELECT %(source)s, number, row_number + %(before)s FROM import_row
"""
_NOTE_KNOWN = """
    INSERT INTO contacts_importednumber (source_id, number, row_number)
    SELECT %(source)s, row.number, row.row_number + %(before)s
    FROM import_known JOIN import_row row USING (row_number)
"""

# An empty cell takes nothing away from what is known. Locked in the order of the ids, so that two
# imports that share some never wait for each other in a circle.
_UPDATE = """
    WITH changed AS (
        SELECT old.id, row.row_number
        FROM import_known known
        JOIN import_row row USING (row_number)
        JOIN contacts_contact old ON old.id = known.contact_id
        WHERE row.country <> old.country
            OR row.name NOT IN ('', old.name)
            OR row.email NOT IN ('', old.email)
            OR row.language NOT IN ('', old.language)
            OR row.time_zone NOT IN ('', old.time_zone)
            OR NOT old.attributes @> row.attributes
        ORDER BY old.id FOR NO KEY UPDATE OF old
    )
    UPDATE contacts_contact old SET
        country = row.country,
        name = coalesce(nullif(row.name, ''), old.name),
        email = coalesce(nullif(row.email, ''), old.email),
        language = coalesce(nullif(row.language, ''), old.language),
        time_zone = coalesce(nullif(row.time_zone, ''), old.time_zone),
        attributes = old.attributes || row.attributes,
        updated_at = statement_timestamp()
    FROM changed JOIN import_row row USING (row_number)
    WHERE old.id = changed.id
"""
_SKIP_KNOWN = "DELETE FROM import_row WHERE row_number IN (SELECT row_number FROM import_known)"
_SKIP_UNKNOWN = """
    DELETE FROM import_row WHERE row_number NOT IN (SELECT row_number FROM import_known)
"""
# In the order of the numbers, for the same reason. A number that somebody else adds meanwhile
# breaks this, and the piece is taken once more.
_INSERT = """
    INSERT INTO contacts_contact (
        organization_id, e164, country, name, email, language, time_zone, attributes,
        created_at, updated_at, origin_id, origin_row
    )
    SELECT %(organization)s, e164, country, name, email, language, time_zone, attributes,
        statement_timestamp(), statement_timestamp(), %(source)s, row_number + %(before)s
    FROM import_row row
    WHERE NOT EXISTS (SELECT FROM import_known known WHERE known.row_number = row.row_number)
    ORDER BY number
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
            cursor.execute(_FIND_KNOWN, names)
            duplicates = _count(cursor, _TAKE_DUPLICATES, names)
            created, updated, skipped = _merge(cursor, upload, digest, names)
        if rejected or duplicates:
            cursor.execute(_REJECT, names)
    unchanged = digest.accepted - duplicates - created - updated - skipped
    return Merged(created, updated, unchanged, skipped, rejected + duplicates)


def _merge(
    cursor: CursorWrapper, upload: Import, digest: Digest, names: dict[str, Any]
) -> tuple[int, int, int]:
    """Write what is staged; how many are new, changed and skipped."""
    adds, changes = upload.mode != Import.Mode.UPDATE, upload.mode != Import.Mode.CREATE
    # Where no contact will tell that the number was met.
    cursor.execute(_NOTE if upload.dry_run or not adds else _NOTE_KNOWN, names)
    point = transaction.savepoint() if upload.dry_run else None
    skipped = created = updated = 0
    if not adds:
        skipped = _count(cursor, _SKIP_UNKNOWN, names)
    if not changes:
        skipped = _count(cursor, _SKIP_KNOWN, names)
    if changes:
        updated = _count(cursor, _UPDATE, names)
    if adds:
        created = _count(cursor, _INSERT, names)
    if names["contact_list"] is not None:
        cursor.execute(_LIST, names)
    if digest.has_lists:
        cursor.execute(_MAKE_NAMED_LISTS, names)
        cursor.execute(_FILL_NAMED_LISTS, names)
    if point is not None:
        transaction.savepoint_rollback(point)
    return created, updated, skipped


def _count(cursor: CursorWrapper, statement: str, names: dict[str, Any]) -> int:
    """Run a statement; how many rows it was about."""
    cursor.execute(statement, names)
    return int(cursor.rowcount)


def _copy(cursor: CursorWrapper, statement: str, lines: bytes) -> None:
    with cursor.copy(statement) as copy:
        copy.write(lines)
