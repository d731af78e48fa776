"""Finding any part of a name, phone, e-mail or attribute among a million people.

A table is as fast to search as it is small. What is searched of the contacts stands once more in
SearchBlocks, the texts of 128 people side by side in each: reading all of them takes a few
hundredths of a second, and says in which blocks a word stands. Only their rows are looked at.

A change marks its block (a trigger writes the mark, whoever makes the change), and rows of marked
blocks are looked at in any case, so that the answer is always that of the contacts as they are.
`refresh_blocks` writes marked blocks anew.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

BLOCK = 128
"""Contacts of a block, by id: what `contacts_mark_search` in the migration shifts by."""
_FEW_BLOCKS = 400
_FEW_PEOPLE = 1000
_AT_ONCE = 2000

NAMES, ATTRIBUTES = 0, 1

_BLOCKS_WITH = """
    SELECT number FROM contacts_searchblock
    WHERE organization_id = %(organization)s AND kind = %(kind)s AND {every_word}
    UNION SELECT number FROM contacts_searchmark WHERE organization_id = %(organization)s
"""
# The inner limit never cuts: with it, the planner knows how few rows a block has, and goes to them
# by their ids instead of reading the whole table.
_PEOPLE_WITH = """
    SELECT contact.id FROM unnest(%(numbers)s::bigint[]) AS block(number)
    CROSS JOIN LATERAL (
        SELECT id, organization_id, search_text, attributes FROM contacts_contact
        WHERE id BETWEEN block.number * 128 AND block.number * 128 + 127
        ORDER BY id LIMIT 128
    ) contact
    WHERE contact.organization_id = %(organization)s AND {every_word}
    LIMIT %(limit)s
"""
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('contacts_searchblock'))"
_TAKE_MARKS = """
    WITH taken AS (
        DELETE FROM contacts_searchmark
        WHERE (organization_id, number) IN (
            SELECT organization_id, number FROM contacts_searchmark ORDER BY id LIMIT %s
        )
        RETURNING organization_id, number
    )
    SELECT DISTINCT organization_id, number FROM taken
"""
# Another statement than the one that took the marks: it sees all that was committed before. Block
# by block: a join of all blocks with all people would compare each with each.
_WRITE = """
    INSERT INTO contacts_searchblock (organization_id, kind, number, text)
    SELECT marked.organization_id, kind.kind, marked.number, kind.text
    FROM unnest(%(organizations)s::bigint[], %(numbers)s::bigint[])
        AS marked(organization_id, number)
    CROSS JOIN LATERAL (
        SELECT string_agg(contact.search_text, E'\\n') AS names,
            string_agg(lower(contact.attributes::text), E'\\n')
                FILTER (WHERE contact.attributes <> '{}') AS attributes
        FROM contacts_contact contact
        WHERE contact.organization_id = marked.organization_id
            AND contact.id BETWEEN marked.number * 128 AND marked.number * 128 + 127
    ) found
    CROSS JOIN LATERAL (VALUES (0, found.names), (1, found.attributes)) AS kind(kind, text)
    WHERE kind.text IS NOT NULL
"""
_CLEAR = """
    DELETE FROM contacts_searchblock block
    USING unnest(%(organizations)s::bigint[], %(numbers)s::bigint[])
        AS marked(organization_id, number)
    WHERE block.organization_id = marked.organization_id AND block.number = marked.number
"""


class Found:
    """Where the people are among whom some words may stand: the ids of all of them, where they
    are few; else the bounds between which their ids lie."""

    def __init__(self, ids: list[int] | None, first: int, end: int) -> None:
        self.ids, self.first, self.end = ids, first, end


def find(organization_id: int, words: Sequence[str], *, kind: int = NAMES) -> Found:
    """The people of an organisation in whose text of this kind every word stands.

    `words` are folded. What `ids` names is exact for names, and a superset for attributes.
    """
    names: dict[str, Any] = {"organization": organization_id, "kind": kind}
    names |= {f"word{place}": word for place, word in enumerate(words)}
    with connection.cursor() as cursor:
        cursor.execute(_every_word(_BLOCKS_WITH, "text", len(words)), names)
        numbers = [number for (number,) in cursor.fetchall()]
        if not numbers:
            return Found([], 0, 0)
        ids: list[int] | None = None
        if len(numbers) <= _FEW_BLOCKS:
            text = "contact.search_text" if kind == NAMES else "lower(contact.attributes::text)"
            query = _every_word(_PEOPLE_WITH, text, len(words))
            cursor.execute(query, names | {"numbers": numbers, "limit": _FEW_PEOPLE + 1})
            ids = [pk for (pk,) in cursor.fetchall()]
    few = ids if ids is not None and len(ids) <= _FEW_PEOPLE else None
    return Found(few, min(numbers) * BLOCK, (max(numbers) + 1) * BLOCK)


def refresh_blocks() -> int:
    """Write the blocks anew that are marked; how many. 0 where another is at it."""
    written = 0
    while count := _refresh_some():  # several marks may be of one block: fewer is not the last
        written += count
    return written


@transaction.atomic
def _refresh_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKE_MARKS, [_AT_ONCE])
        marked = cursor.fetchall()
        if not marked:
            return 0
        names = {
            "organizations": [organization for organization, _number in marked],
            "numbers": [number for _organization, number in marked],
        }
        cursor.execute(_CLEAR, names)
        cursor.execute(_WRITE, names)
    return len(marked)


def _every_word(query: str, text: str, count: int) -> str:
    every = " AND ".join(f"strpos({text}, %(word{place})s) > 0" for place in range(count))
    return query.format(every_word=every or "true")
