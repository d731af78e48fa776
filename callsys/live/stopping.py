"""Ending streams that would never end by themselves."""

import asyncio
import signal
import threading
from collections.abc import Callable
from typing import Any


def before_stopping(close: Callable[[], None]) -> None:
    """Close the streams as soon as the process is told to stop.

    The server waits for open responses before it says that it shuts down, and ours never end
    by themselves: without this, every stop would take its whole grace period.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        _chain(number, lambda: loop.call_soon_threadsafe(close))


def _chain(number: signal.Signals, first: Callable[[], object]) -> None:
    then = signal.getsignal(number)

    def handle(received: int, frame: Any) -> None:
        first()
        if callable(then):
            then(received, frame)

    signal.signal(number, handle)
