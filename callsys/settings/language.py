"""The languages and the clock of pages, before anybody has chosen."""

from django.utils.translation import gettext_lazy as _

from callsys.environment import BASE_DIR

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
