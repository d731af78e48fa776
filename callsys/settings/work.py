"""Work beside the requests: Celery, its queues, and what Beat wakes."""

from callsys.environment import env
from callsys.settings.data import REDIS_URL

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # longer than any task may run, or it would run again
    "unacked_restore_interval": 15,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ROUTES = {
    "campaigns.tasks.tick": {"queue": "dialer"},
    "calls.tasks.reconcile": {"queue": "dialer"},
    "calls.tasks.end_suppressed": {"queue": "dialer"},
}
"""Calls have workers of their own: no import, however long, holds them up."""
CELERY_BEAT_SCHEDULE = {
    "dialer tick": {
        "task": "campaigns.tasks.tick",
        "schedule": 1.0,
        "options": {"expires": 1},
    },
    "rest numbers": {
        "task": "calls.tasks.rest_numbers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "reconcile calls": {
        "task": "calls.tasks.reconcile",
        "schedule": env.float("RECONCILE_SECONDS", default=15.0),
        "options": {"expires": 15},
    },
    "audit the ledger": {
        "task": "campaigns.tasks.audit_ledger",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "sweep bulk acts": {
        "task": "contacts.tasks.sweep_bulk_acts",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "sweep imports": {
        "task": "contacts.tasks.sweep_imports",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "fold figures": {
        "task": "reports.tasks.fold",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "send reports": {
        "task": "reports.tasks.send_reports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep recordings": {
        "task": "calls.tasks.sweep_recordings",
        "schedule": 20.0,
        "options": {"expires": 20},
    },
    "delete recordings": {
        "task": "calls.tasks.delete_recordings",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep sound": {
        "task": "audio.tasks.sweep",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "deliver webhooks": {
        "task": "outbox.tasks.deliver_due",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "mail notices": {
        "task": "notices.tasks.mail_due",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "miss promises": {
        "task": "campaigns.tasks.miss_promises",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget old rows": {
        "task": "callsys.tasks.forget_old_rows",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "end suppressed calls": {
        "task": "calls.tasks.end_suppressed",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "sweep suppression sets": {
        "task": "contacts.tasks.sweep_suppression_sets",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "forget what is old": {
        "task": "contacts.tasks.forget_what_is_old",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "refresh search": {
        "task": "contacts.tasks.refresh_search",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "analyse calls": {
        "task": "calls.tasks.analyse_calls",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "index documents": {
        "task": "knowledge.tasks.index_waiting",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "worker heartbeat": {
        "task": "callsys.tasks.beat_heart",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True
