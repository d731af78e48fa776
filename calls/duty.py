"""Which dialer serves a trunk: one at a time, so that what left in the last second is known.

The duty is a lease in the database. A dialer that lets it go hands over when its latest calls
left; after one that died, the next waits for the lease's end and for a second more.
"""

import datetime as dt
import json
import time

from django.db import connection

from calls import trunks
from calls.models import Trunk
from calls.pace import Window
from calls.sender import Sender
from lib.clock import database_now

LEASE = 3.0
"""Seconds. Renewed with every wave."""

_TAKE = """
    UPDATE calls_trunk SET dialer = %(dialer)s, served_until = %(until)s
    WHERE id = %(trunk)s
      AND (dialer IN ('', %(dialer)s) OR served_until < %(now)s - interval '1 second')
    RETURNING recent
"""


class Duty:
    """One dialer's service of one trunk, with the sender of its calls."""

    def __init__(self, trunk: Trunk, dialer: str) -> None:
        self._trunk, self._dialer = trunk, dialer
        self._sender: Sender | None = None

    def renew(self) -> Sender | None:
        """The sender, if the trunk is (still) ours; None while another dialer serves it."""
        now, here = database_now(), time.monotonic()
        recent = self._take(now)
        if recent is None:
            return None
        if self._sender is None:
            began = now.timestamp() - here
            window = Window(self._trunk.calls_per_second, (at - began for at in recent))
            trunk = self._trunk
            self._sender = Sender(trunks.open_for(trunk), trunks.addresses_of(trunk), window)
        self._sender.until = here + LEASE
        return self._sender

    def end(self) -> None:
        """Send what was submitted, let the trunk go, and wait for the answers."""
        if self._sender is None:
            return
        try:
            sent = self._sender.stop()
            began = database_now().timestamp() - time.monotonic()
            Trunk.objects.filter(pk=self._trunk.pk, dialer=self._dialer).update(
                dialer="", recent=[began + at for at in sent]
            )
        finally:
            self._sender.close()

    def _take(self, now: dt.datetime) -> list[float] | None:
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKE,
                {
                    "trunk": self._trunk.pk,
                    "dialer": self._dialer,
                    "now": now,
                    "until": now + dt.timedelta(seconds=LEASE),
                },
            )
            row = cursor.fetchone()
        return None if row is None else json.loads(row[0])
