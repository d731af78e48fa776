"""Celery: wake-up calls. PostgreSQL is the truth; a lost task costs a tick, never a contact."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")

app = Celery("callsys")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
