"""The time by which we decide: the database's, so that a wrong clock on one host rings nobody."""

import datetime as dt

from django.db import connection


def database_now() -> dt.datetime:
    """The database's clock at this instant (not at the transaction's start), in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    moment: dt.datetime = now.astimezone(dt.UTC)
    return moment
