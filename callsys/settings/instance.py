"""What this instance is, where it is reached, and what it seals with."""

from django.core.exceptions import ImproperlyConfigured

from callsys.environment import env, first

ENVIRONMENT = first("ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION

SECRET_KEY = first("SECRET_KEY")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured("SECRET_KEY is required in production (32 characters or more).")
    SECRET_KEY = "development-only-" + "0" * 48

SEALING_KEYS = env.list("SEALING_KEYS", default=[]) or [f"sealing {SECRET_KEY}"]
"""Seal providers' keys and other secrets at rest (`lib.sealing`): the first seals, all open."""

PUBLIC_URL = first("WEBHOOK_BASE_URL", "PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
"""Where providers reach our webhooks, and what links in e-mails begin with."""
VOICE_URL = first("VOICE_URL", default=PUBLIC_URL.replace("http", "ws", 1)).rstrip("/")
"""Where telephone sockets are opened (`/voice/…` is appended)."""
LIVE_URL = first("LIVE_URL").rstrip("/")
"""Origin of the server-sent events; empty where one address serves all (nginx)."""
INTERNAL_URL = first("INTERNAL_URL", default=PUBLIC_URL).rstrip("/")
"""Where the simulator reaches our webhooks, whatever the public address is."""
INTERNAL_VOICE_URL = first("INTERNAL_VOICE_URL", default=VOICE_URL).rstrip("/")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if PRODUCTION else 0)
OUTSIDE_ALLOWED = env.list("OUTSIDE_ALLOWED", default=[])
"""Hosts of our own network that addresses typed by people may name all the same."""
METRICS_TOKEN = first("METRICS_TOKEN")
"""Opens `/metrics` as a bearer token; without one there is no such page."""
