"""What a process loads before it does anything."""

import subprocess
import sys

SLOW = {"anthropic", "boto3", "elevenlabs", "google.genai", "numpy", "openai", "openpyxl"}
PROGRAM = """
import sys
from callsys.celery import app
import django
django.setup()
app.loader.import_default_modules()
print(*sys.modules, sep="\\n")
"""


def test_a_worker_starts_without_what_is_slow_to_load():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert SLOW.isdisjoint(done.stdout.decode().split())
