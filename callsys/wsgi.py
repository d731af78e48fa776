"""`web`: pages, API and webhooks."""

import os

from django.core.wsgi import get_wsgi_application

from providers.speech.registry import load_speech

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")

application = get_wsgi_application()
load_speech()  # a webhook may buy the sentence that somebody waits for
