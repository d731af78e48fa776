"""Celery: wake-up calls. PostgreSQL is the truth; a lost task costs a tick, never a contact."""

import contextlib
import os
from typing import Any

from celery import Celery
from celery.signals import beat_init
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # `migrate` runs them; they load every page

app = Celery("callsys")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect  # type: ignore[untyped-decorator]
def pulse_at_once(**_signal: Any) -> None:
    """A new house is healthy at its first heartbeat: Beat does not wait for the first interval."""
    with contextlib.suppress(OperationalError):  # the schedule does it then
        app.send_task("callsys.tasks.beat_heart", expires=30)
