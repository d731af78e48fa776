"""Celery: wake-up calls. PostgreSQL is the truth; a lost task costs a tick, never a contact."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # `migrate` runs them; they load every page

app = Celery("callsys")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
