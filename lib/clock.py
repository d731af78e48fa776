"""The time by which we decide: the database's, so that a wrong clock on one host rings nobody."""

import datetime as dt

from lib.prepared import fetch


def database_now() -> dt.datetime:
    """The database's clock at this instant (not at the transaction's start), in UTC."""
    ((now,),) = fetch("SELECT clock_timestamp()", {})
    moment: dt.datetime = now.astimezone(dt.UTC)
    return moment
