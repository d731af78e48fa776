"""How Python runs in a process that does nothing but hold lines: nothing may stop it for long."""

import sys
import threading

from lib.garbage import collect_rarely

_SWITCHES_AFTER = 0.0005
"""Seconds for which the thread that writes to the database may keep the sockets waiting. Python's
own 5 ms are heard: every turn of every call begins with a write."""


def tune_process() -> None:
    """Called once all code is loaded. Nothing is changed where the process does other work too,
    as a test's does."""
    if threading.current_thread() is not threading.main_thread():
        return
    sys.setswitchinterval(_SWITCHES_AFTER)
    collect_rarely()
