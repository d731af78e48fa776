"""A digest of rows into the database: one look at which numbers are known, then COPY straight into
place, and set-wise changes of those who were there. Runs inside the caller's transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contacts.digest import CUT, Digest, rejection_line
from contacts.importer import KEPT_LENGTH, Rejection
from contacts.models import Import

# One import of an organisation at a time, from here to the end of the transaction: two that add
# the same numbers never break each other, nor wait for each other in a circle.
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('contacts_import', %(organization)s))"

# Who is known, and in which row of this very file the number stood before: the one that has made
# the contact, or the one that was noted. Looked up one by one: what the planner knows of a table
# that grows meanwhile would have it read whole.
_FIND = """
    SELECT asked.place - 1, contact.id, coalesce(
        noted.row_number, CASE WHEN contact.origin_id = %(source)s THEN contact.origin_row END
    )
    FROM unnest(string_to_array(%(phones)s, ',')) WITH ORDINALITY AS asked(e164, place)
    LEFT JOIN LATERAL (
        SELECT id, origin_id, origin_row FROM contacts_contact
        WHERE organization_id = %(organization)s AND e164 = asked.e164 LIMIT 1
    ) contact ON true
    LEFT JOIN LATERAL (
        SELECT row_number FROM contacts_importednumber
        WHERE source_id = %(source)s AND number = asked.e164::bigint LIMIT 1
    ) noted ON true
    WHERE contact.id IS NOT NULL OR noted.row_number IS NOT NULL
"""
_ADD = """
    COPY contacts_contact (
        organization_id, origin_id, origin_row, e164, country, name, email, language, time_zone,
        attributes
    ) FROM STDIN
"""
_NOTE = "COPY contacts_importednumber (source_id, row_number, number) FROM STDIN"
_REJECT = """
    COPY contacts_rejectedrow (source_id, row_number, reason, detail, "values") FROM STDIN
"""

_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS import_known (
        contact_id bigint, e164 text, country text, name text, email text, language text,
        time_zone text, attributes jsonb
    );
    TRUNCATE import_known
"""
_STAGE_KNOWN = "COPY import_known FROM STDIN"
# An empty cell takes nothing away from what is known.
_CHANGED = """
    SELECT old.id
    FROM import_known known
    JOIN contacts_contact old ON old.id = known.contact_id
    WHERE known.country <> old.country
        OR known.name NOT IN ('', old.name)
        OR known.email NOT IN ('', old.email)
        OR known.language NOT IN ('', old.language)
        OR known.time_zone NOT IN ('', old.time_zone)
        OR NOT old.attributes @> known.attributes
"""
# Locked in the order of the ids, so that nobody who changes some of them waits in a circle.
_UPDATE = f"""
    WITH changed AS ({_CHANGED} ORDER BY old.id FOR NO KEY UPDATE OF old)
    UPDATE contacts_contact old SET
        country = known.country,
        name = coalesce(nullif(known.name, ''), old.name),
        email = coalesce(nullif(known.email, ''), old.email),
        language = coalesce(nullif(known.language, ''), old.language),
        time_zone = coalesce(nullif(known.time_zone, ''), old.time_zone),
        attributes = old.attributes || known.attributes,
        updated_at = statement_timestamp()
    FROM changed JOIN import_known known ON known.contact_id = changed.id
    WHERE old.id = changed.id
"""  # noqa: S608 - of our own constants

_LIST = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT %(contact_list)s, contact.id
    FROM unnest(string_to_array(%(phones)s, ',')) AS listed(e164)
    CROSS JOIN LATERAL (
        SELECT id FROM contacts_contact
        WHERE organization_id = %(organization)s AND e164 = listed.e164 LIMIT 1
    ) contact
    ORDER BY contact.id
    ON CONFLICT DO NOTHING
"""
_MAKE_NAMED_LISTS = """
    INSERT INTO contacts_contactlist (organization_id, name, created_at)
    SELECT DISTINCT %(organization)s, named.name, now()
    FROM unnest(string_to_array(%(names)s, %(cut)s)) AS named(name) ORDER BY 2
    ON CONFLICT DO NOTHING
"""
_FILL_NAMED_LISTS = """
    INSERT INTO contacts_listentry (contact_list_id, contact_id)
    SELECT list.id, contact.id
    FROM unnest(string_to_array(%(names)s, %(cut)s), string_to_array(%(phones)s, ','))
        AS named(name, e164)
    JOIN contacts_contactlist list
        ON list.organization_id = %(organization)s AND list.name = named.name
    JOIN contacts_contact contact
        ON contact.organization_id = %(organization)s AND contact.e164 = named.e164
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

    `before` is how many rows of the file stand before the digest's. A dry run counts, and writes
    nothing but the rejected rows and the numbers that were met. IntegrityError where somebody
    else adds one of its numbers meanwhile.
    """
    with connection.cursor() as cursor:
        return _Merge(cursor, digest, upload, before).run(contact_list_id)


class _Merge:
    """One digest on its way. People are named by their places in it."""

    def __init__(self, cursor: CursorWrapper, digest: Digest, upload: Import, before: int) -> None:
        self._cursor, self._digest, self._upload, self._before = cursor, digest, upload, before
        self._source = upload.pk
        self._phones = digest.phones.split(",") if digest.phones else []
        self._lines = digest.people.split(b"\n")
        self._adds = upload.mode != Import.Mode.UPDATE
        self._changes = upload.mode != Import.Mode.CREATE

    def run(self, contact_list_id: int | None) -> Merged:
        self._execute(_ALONE)
        known, again = self._find()
        met = known.keys() | again.keys()
        fresh = [place for place in range(len(self._phones)) if place not in met]
        self._note(fresh, known)
        created = self._add(fresh) if self._adds else 0
        updated = self._update(known) if known and self._changes else 0
        skipped = (0 if self._adds else len(fresh)) + (0 if self._changes else len(known))
        if not self._upload.dry_run:
            taken = {*(fresh if self._adds else ()), *(known if self._changes else ())}
            self._list(taken, contact_list_id)
        rejected = self._reject(again)
        unchanged = self._digest.rows - created - updated - skipped - rejected
        return Merged(created, updated, unchanged, skipped, rejected)

    def _find(self) -> tuple[dict[int, int], dict[int, int]]:
        """Place → contact's id, of those who are known; and place → row in which the number stood
        before in the file, of those who are met again."""
        known: dict[int, int] = {}
        again: dict[int, int] = {}
        if not self._phones:
            return known, again
        self._execute(_FIND, phones=self._digest.phones)
        for place, contact_id, met_in in self._cursor.fetchall():
            if met_in is None:
                known[place] = contact_id
            else:
                again[place] = met_in
        first: dict[str, int] = {}
        if len(set(self._phones)) < len(self._phones):
            for place, phone in enumerate(self._phones):
                if first.setdefault(phone, place) != place:
                    again.setdefault(place, self._row(first[phone]))
                    known.pop(place, None)
        return known, again

    def _note(self, fresh: Collection[int], known: Collection[int]) -> None:
        """The numbers of which no contact will tell that they were met."""
        places = [*fresh, *known] if self._upload.dry_run or not self._adds else known
        self._copy(
            _NOTE,
            [
                b"%d\t%d\t%s\n" % (self._source, self._row(n), self._phones[n].encode())
                for n in places
            ],
        )

    def _add(self, fresh: Collection[int]) -> int:
        if not self._upload.dry_run:
            before, lines, numbers = self._before, self._lines, self._digest.numbers
            head = b"%d\t%d\t" % (self._upload.organization_id, self._source)
            self._copy(_ADD, [b"%b%d\t%b\n" % (head, before + numbers[n], lines[n]) for n in fresh])
        return len(fresh)

    def _update(self, known: dict[int, int]) -> int:
        self._execute(_STAGE)
        self._copy(_STAGE_KNOWN, [b"%d\t%b\n" % (pk, self._lines[n]) for n, pk in known.items()])
        self._execute(_CHANGED if self._upload.dry_run else _UPDATE)
        return int(self._cursor.rowcount)

    def _list(self, taken: Collection[int], contact_list_id: int | None) -> None:
        if contact_list_id is not None and taken:
            phones = ",".join(self._phones[place] for place in taken)
            self._execute(_LIST, phones=phones, contact_list=contact_list_id)
        named = [
            (name, self._phones[place])
            for place, names in self._digest.lists.items()
            if place in taken
            for name in names
        ]
        if named:
            names = {
                "names": CUT.join(name for name, _phone in named),
                "phones": ",".join(phone for _name, phone in named),
            }
            self._execute(_MAKE_NAMED_LISTS, **names)
            self._execute(_FILL_NAMED_LISTS, **names)

    def _reject(self, again: dict[int, int]) -> int:
        rejected = [(self._before + number, line) for number, line in self._digest.rejected]
        if again:
            cells = self._digest.cells.split("\n")
            for place, met_in in again.items():
                values = [cell[:KEPT_LENGTH] for cell in cells[place].split(CUT)]
                row = self._row(place)
                found = Rejection(row, "duplicate_in_file", str(met_in), values)
                rejected.append((row, rejection_line(found)))
        source = self._source
        self._copy(_REJECT, [f"{source}\t{row}\t{line}\n".encode() for row, line in rejected])
        return len(rejected)

    def _row(self, place: int) -> int:
        """A person's row in the file."""
        return self._before + self._digest.numbers[place]

    def _execute(self, statement: str, **names: Any) -> None:
        own: dict[str, Any] = {
            "source": self._source,
            "organization": self._upload.organization_id,
            "cut": CUT,
        }
        self._cursor.execute(statement, own | names)

    def _copy(self, statement: str, lines: Iterable[bytes]) -> None:
        content = b"".join(lines)
        if content:
            with connection.wrap_database_errors, self._cursor.copy(statement) as copy:
                copy.write(content)
