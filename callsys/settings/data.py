"""Where data is kept: the database, the cache, files, and how much is taken in."""

import warnings
from pathlib import Path

from callsys.database import database
from callsys.environment import BASE_DIR, env, first, redis_url
from callsys.settings.instance import PRODUCTION, SECRET_KEY
from callsys.storage import sound_storage

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
    "sound": sound_storage(Path(MEDIA_ROOT) / "sound"),
}
WHITENOISE_USE_FINDERS = not PRODUCTION
if WHITENOISE_USE_FINDERS:  # files are then served from where they lie, and nothing is collected
    warnings.filterwarnings("ignore", message="No directory at", category=UserWarning)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=200 * 1024 * 1024)
SUPPRESSION_KEY = first("SUPPRESSION_KEY", default=f"suppression {SECRET_KEY}")
"""Makes the hashes by which suppressed and erased numbers are known again. If it is lost or
changed, they are called again: keep it with the backups."""
