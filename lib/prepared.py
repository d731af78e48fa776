"""Statements that run many times a second: PostgreSQL reads and plans them once a connection.

Django sends each statement with its values written into the text, so the database reads and plans
it anew every time; for a claim of ten rows that is a third of the whole work.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections


def fetch(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, in Django's connection and its transaction.

    Values are named (`%(name)s`), lists are arrays. Every text is a plan that the connection
    keeps: `statement` may be one of a few, never one of many. Raises Django's database errors.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close_if_health_check_failed()  # as Django's own cursors do
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with (
        connection.wrap_database_errors,
        psycopg.Cursor[tuple[Any, ...]](connection.connection) as cursor,
    ):
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall() if cursor.description else []
