"""Who may stand twice among an organisation's contacts: one e-mail with two phones, or one full
name with two phones and no two e-mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.access import Access
from contacts.models import Contact

AT_ONCE = 25
_MOST = 5
"""More people than this with one name are namesakes."""

# The name as it is searched: the head of `search_text`, which the e-mail and the phone end.
_NAME = "rtrim(left(search_text, length(search_text) - length(e164) - length(email) - 2))"
_FIND = f"""
    WITH named AS MATERIALIZED (
        SELECT id, lower(email) AS email, {_NAME} AS name
        FROM contacts_contact
        WHERE organization_id = %(organization)s AND (email <> '' OR name LIKE '%% %%')
    ), alike AS (
        SELECT 'email' AS kind, email AS value, array_agg(id ORDER BY id) AS ids
        FROM named WHERE email <> '' GROUP BY email HAVING count(*) BETWEEN 2 AND {_MOST}
        UNION ALL
        SELECT 'name', name, array_agg(id ORDER BY id)
        FROM named WHERE name LIKE '%% %%' GROUP BY name
        HAVING count(*) BETWEEN 2 AND {_MOST} AND count(DISTINCT nullif(email, '')) < 2
            AND count(*) <> count(nullif(email, ''))
    )
    SELECT kind, value, ids FROM alike WHERE (kind, value) > (%(kind)s, %(value)s)
    ORDER BY kind, value LIMIT {AT_ONCE + 1}
"""  # noqa: S608  (constants)


@dataclass(frozen=True, slots=True)
class Alike:
    """People who may be one, the oldest entry first, and what they share: "email" or "name"."""

    kind: str
    value: str
    contacts: Sequence[Contact]


def find_alike(access: Access, *, after: str = "") -> tuple[list[Alike], str]:
    """Some groups of people who may be one, those after a place; and the place of the next ones,
    "" where there are none. Reads every contact of the organisation once."""
    kind, _colon, value = after.replace("\0", "").partition(":")
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND, {"organization": access.organization.pk, "kind": kind, "value": value}
        )
        rows: list[Any] = cursor.fetchall()
    more, rows = len(rows) > AT_ONCE, rows[:AT_ONCE]
    people = Contact.objects.visible_to(access).prefetch_related("lists")
    known = people.in_bulk([pk for _kind, _value, ids in rows for pk in ids])
    found = [
        Alike(kind, value, [known[pk] for pk in ids if pk in known]) for kind, value, ids in rows
    ]
    return found, f"{rows[-1][0]}:{rows[-1][1]}" if more else ""
