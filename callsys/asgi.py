"""`live` and `voice`: what stays open. Each runs in a process of its own.

No Django views are served here; both apps are plain ASGI.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsys.settings")
django.setup()

from callsys.live import live  # noqa: E402  (needs the apps loaded)
from providers.speech.registry import load_speech  # noqa: E402
from voice.asgi import voice  # noqa: E402

load_speech()  # before somebody waits for it on the line

__all__ = ["live", "voice"]
