"""Django's settings. Development, tests and production differ by environment variables alone.

What the instance is, who signs in, what programs and browsers may do have modules of their own.
"""

import warnings
from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from callsys.database import database
from callsys.environment import BASE_DIR, env, first, redis_url
from callsys.settings.api import *  # noqa: F403
from callsys.settings.browser import *  # noqa: F403
from callsys.settings.instance import *  # noqa: F403
from callsys.settings.instance import ENVIRONMENT, PRODUCTION, SECRET_KEY
from callsys.settings.sign_in import *  # noqa: F403
from callsys.storage import sound_storage
from providers.llm.prices import prices_from

django_stubs_ext.monkeypatch()  # lets `ModelForm[Agent]` be written outside of quotes

# --- Apps ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin.apps.SimpleAdminConfig",  # `callsys.urls` loads the admins
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_filters",
    "django_celery_beat",
    "django_htmx",
    "django_structlog",
    "import_export",
    "corsheaders",
    "csp",
    "accounts",
    "notices",
    "outbox",
    "contacts",
    "knowledge",
    "conversations",
    "audio",
    "calls",
    "campaigns",
    "voice",
    "reports",
    "callsys.apps.ProjectConfig",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "callsys.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.impersonation.ImpersonationMiddleware",
    "accounts.middleware.AccessMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.audit.AuditMiddleware",
    "callsys.problems.ProblemMiddleware",
]

ROOT_URLCONF = "callsys.urls"
WSGI_APPLICATION = "callsys.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "callsys.page.page",
                "notices.page.notices",
            ],
        },
    },
]

# --- Data ------------------------------------------------------------------------------------

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = redis_url()
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

MEDIA_ROOT = first("MEDIA_ROOT", default=str(BASE_DIR / ".callsys" / "media"))
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STORAGES["sound"] = sound_storage(Path(MEDIA_ROOT) / "sound")
SOUND_URL = "/sound/"
SUPPRESSION_KEY = first("SUPPRESSION_KEY", default=f"suppression {SECRET_KEY}")
"""Makes the hashes by which suppressed and erased numbers are known again. If it is lost or
changed, they are called again: keep it with the backups."""

SOUND_LINK_SECRET = first("SOUND_LINK_SECRET", default=f"sound links {SECRET_KEY}")
"""With what links to sound are signed; nginx is told the same, and checks them by itself."""
RECORD_CALLS = env.bool("RECORD_CALLS", default=False)
"""Whether calls are recorded. Whoever is called is told so at once."""
RECORD_REHEARSALS = env.bool("RECORD_REHEARSALS", default=True)
TRANSCRIBE_CALLS = env.bool("TRANSCRIBE_CALLS", default=False)
"""Whether Twilio transcribes calls too, beside us."""
METRICS_TOKEN = first("METRICS_TOKEN")
"""Opens `/metrics` as a bearer token; without one there is no such page."""
SOUND_CACHE_DAYS = env.int("SOUND_CACHE_DAYS", default=30)
SOUND_CACHE_BYTES = env.int("SOUND_CACHE_BYTES", default=2 * 1024**3)
WHITENOISE_USE_FINDERS = not PRODUCTION
if WHITENOISE_USE_FINDERS:  # files are then served from where they lie, and nothing is collected
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=200 * 1024 * 1024)

# --- Languages -------------------------------------------------------------------------------

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Celery ----------------------------------------------------------------------------------

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

# --- Providers -------------------------------------------------------------------------------

TWILIO_ACCOUNT_SID = first("TWILIO_ACCOUNT_SID")
TWILIO_AUTH_TOKEN = first("TWILIO_AUTH_TOKEN")
TWILIO_PHONE_NUMBER = first("TWILIO_PHONE_NUMBER")
TWILIO_PHONE_NUMBERS = env.list("TWILIO_PHONE_NUMBERS", default=[])
"""A pool to call from, beside or in place of the one number."""
TWILIO_BASE_URL = first("TWILIO_BASE_URL")
TWILIO_NUMBER_CALLS_PER_SECOND = env.float("TWILIO_NUMBER_CALLS_PER_SECOND", default=0.0)
TWILIO_NUMBER_MAX_CONCURRENT = env.int("TWILIO_NUMBER_MAX_CONCURRENT", default=0)
TWILIO_CALLS_PER_SECOND = env.float("TWILIO_CALLS_PER_SECOND", default=1.0)
TWILIO_MAX_CONCURRENT = env.int("TWILIO_MAX_CONCURRENT", default=20)
"""Of the account, by Twilio's default one call a second; ask Twilio before raising it."""

ALLOWED_COUNTRIES = env.list(
    "ALLOWED_COUNTRIES", default=["ES", "MX", "CO", "AR", "CL", "PE", "US", "GB"]
)
"""Countries that may be called at all: any other is denied."""

OUTSIDE_ALLOWED = env.list("OUTSIDE_ALLOWED", default=[])
"""Hosts of our own network that addresses typed by people may name all the same."""

SIMULATOR_URL = first("SIMULATOR_URL").rstrip("/")
SIMULATOR_ACCOUNT_SID = first("SIMULATOR_ACCOUNT_SID", default="AC" + "0" * 31 + "1")
SIMULATOR_AUTH_TOKEN = first("SIMULATOR_AUTH_TOKEN", default="simulator-token")
SIMULATOR_NUMBERS = env.list("SIMULATOR_NUMBERS", default=["+15005550006"])
SIMULATOR_NUMBER_CALLS_PER_SECOND = env.float("SIMULATOR_NUMBER_CALLS_PER_SECOND", default=0.0)
SIMULATOR_NUMBER_MAX_CONCURRENT = env.int("SIMULATOR_NUMBER_MAX_CONCURRENT", default=0)
SIMULATOR_CALLS_PER_SECOND = env.float("SIMULATOR_CALLS_PER_SECOND", default=20.0)
SIMULATOR_MAX_CONCURRENT = env.int("SIMULATOR_MAX_CONCURRENT", default=50)
SIMULATOR_SPEED = env.float("SIMULATOR_SPEED", default=1.0)
"""How much faster the simulator's time runs: the pauses of a rehearsal are as much shorter."""

VOICE_DRAIN_SECONDS = env.int("VOICE_DRAIN_SECONDS", default=580 if PRODUCTION else 0)
"""How long `voice` lets live calls go on when it is told to stop."""

UNKNOWN_GRACE_SECONDS = env.float("UNKNOWN_GRACE_SECONDS", default=120.0)
"""Between two empty lists of the provider's, before a call without an answer counts as not sent."""
CALL_PRICE_PER_MINUTE = env.float("CALL_PRICE_PER_MINUTE", default=0.014)
"""What a minute is reckoned at in budgets of money, in the money of the provider's bill."""
POLL_AFTER_SECONDS = env.float("POLL_AFTER_SECONDS", default=30.0)
"""Silence of the provider about a call, before we ask."""

LLM_PROVIDER = first("LLM_PROVIDER", "AI_PROVIDER")
"""gemini, openai or anthropic; empty: the first that has a key."""
LLM_MODEL = first("LLM_MODEL", "AI_MODEL")
"""That provider's model; empty: a quick one of its."""
LLM_FALLBACKS = env.list("LLM_FALLBACKS", default=[])
"""Who is asked next, in order: `anthropic:claude-haiku-4-5`, or a provider alone."""
LLM_PRICES = prices_from(env.json("LLM_PRICES", default={}))
"""US dollars for a million tokens, where the list in `providers.llm.prices` is old or does not know
a model: `{"my-model": [read, cached, written]}`."""
LLM_PATIENCE = env.float("LLM_PATIENCE", default=1.2)
"""Seconds that a first token may take before the next model is asked beside."""
GEMINI_API_KEY = first("GEMINI_API_KEY", "GOOGLE_AI_API_KEY", "GOOGLE_API_KEY")
GEMINI_BASE_URL = first("GEMINI_BASE_URL")
OPENAI_API_KEY = first("OPENAI_API_KEY")
OPENAI_BASE_URL = first("OPENAI_BASE_URL")
ANTHROPIC_API_KEY = first("ANTHROPIC_API_KEY")
ANTHROPIC_BASE_URL = first("ANTHROPIC_BASE_URL")
GOOGLE_CLIENT_ID = first("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET = first("GOOGLE_CLIENT_SECRET")
GOOGLE_REFRESH_TOKEN = first("GOOGLE_REFRESH_TOKEN")
GOOGLE_CALENDAR_ID = first("GOOGLE_CALENDAR_ID", default="primary")
GOOGLE_CALENDAR_BASE_URL = first("GOOGLE_CALENDAR_BASE_URL")
TELEGRAM_TOKEN = first("TELEGRAM_TOKEN")
WHATSAPP_TOKEN = first("WHATSAPP_TOKEN")
WHATSAPP_PHONE_NUMBER_ID = first("WHATSAPP_PHONE_NUMBER_ID")
EMBEDDING_PROVIDER = first("EMBEDDING_PROVIDER")
"""Who turns documents into vectors: gemini or openai; empty: the first that has a key."""
EMBEDDING_MODEL = first("EMBEDDING_MODEL")

ELEVENLABS_API_KEY = first("ELEVENLABS_API_KEY")
ELEVENLABS_BASE_URL = first("ELEVENLABS_BASE_URL").rstrip("/")
ELEVENLABS_MODEL = first("ELEVENLABS_MODEL", default="eleven_flash_v2_5")
ELEVENLABS_VOICES = {
    "default": first("ELEVENLABS_VOICE_ID_DEFAULT"),
    "sales": first("ELEVENLABS_VOICE_ID_SALES"),
    "support": first("ELEVENLABS_VOICE_ID_SUPPORT"),
}
"""Voice ids by what a campaign is for."""

# --- Logs, and the admin's colours -----------------------------------------------------------

from callsys.logs import LOGGING  # noqa: E402  (its own file: it is a page long)
from callsys.theme import UNFOLD  # noqa: E402  (the same)

DJANGO_STRUCTLOG_CELERY_ENABLED = True

if dsn := first("SENTRY_DSN"):
    from callsys.sentry import start_sentry

    start_sentry(dsn, ENVIRONMENT)

__all__ = ["LOGGING", "UNFOLD"]
