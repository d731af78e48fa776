"""What browsers may do with our pages, and which other sites may ask."""

from corsheaders.defaults import default_headers
from csp.constants import NONCE, NONE, SELF

from callsys.environment import env, origins
from callsys.settings.instance import LIVE_URL, PRODUCTION, PUBLIC_URL, VOICE_URL
from callsys.settings.sign_in import SIGN_IN_WITH
from callsys.sign_in_with import SIGN_IN_ORIGINS
from callsys.storage import sound_origins

CORS_ALLOWED_ORIGINS = origins()
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-match", "callsys-organization"]
CORS_EXPOSE_HEADERS = [
    "etag",
    "idempotent-replayed",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "retry-after",
]
CSRF_TRUSTED_ORIGINS = [origin for origin in [PUBLIC_URL, *origins()] if "://" in origin]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, *sound_origins()],
        "connect-src": [SELF, VOICE_URL, *([LIVE_URL] if LIVE_URL else [])],
        "form-action": [SELF, *(SIGN_IN_ORIGINS[name] for name in SIGN_IN_WITH)],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, NONCE, "'unsafe-eval'"],
    "style-src": [SELF, "'unsafe-inline'"],
}
"""The admin's theme needs eval; the pages do not."""

CSRF_FAILURE_VIEW = "callsys.handlers.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
