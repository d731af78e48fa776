"""Speech bought from code that does not run on an event loop.

One loop in a thread of each process, so that connections stay open between two sentences, and so
that what one sentence learns of the account (too many at once, nothing left) helps the next.
"""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from providers.errors import Ambiguous, ProviderError
from providers.speech.base import Rendered, Voicing
from providers.speech.registry import Account, SpeechAccount, close_speech, speech_for

Bought = Rendered | ProviderError
T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def ask(account: Account, what: Callable[[SpeechAccount], Awaitable[T]], *, within: float) -> T:
    """What the account answers, within so many seconds. Raises ProviderError."""

    async def work() -> T:
        try:
            async with asyncio.timeout(within):
                return await what(speech_for(account))
        except TimeoutError as error:
            raise Ambiguous("The voice took too long.", code="too_slow", retryable=True) from error

    return asyncio.run_coroutine_threadsafe(work(), _running()).result()


def buy(account: Account, texts: Sequence[str], voicing: Voicing, *, within: float) -> list[Bought]:
    """Each text's speech, or why there is none; all at once, within so many seconds."""

    async def one(text: str) -> Bought:
        try:
            async with asyncio.timeout(within):
                return await speech_for(account).speak(text, voicing)
        except ProviderError as error:
            return error
        except TimeoutError:
            return Ambiguous("The voice took too long.", code="too_slow", retryable=True)

    async def every() -> list[Bought]:
        return list(await asyncio.gather(*map(one, texts)))

    return asyncio.run_coroutine_threadsafe(every(), _running()).result()


def _running() -> asyncio.AbstractEventLoop:
    global _loop  # noqa: PLW0603  (one a process)
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="speech", daemon=True).start()
        return _loop


def close() -> None:
    """Close every connection, and end the thread; the next sentence begins anew."""
    global _loop
    with _lock:
        loop, _loop = _loop, None
    if loop is not None:
        asyncio.run_coroutine_threadsafe(close_speech(), loop).result()
        loop.call_soon_threadsafe(loop.stop)


def _forget() -> None:
    """A forked child has the loop of its parent, and no thread that runs it."""
    global _loop, _lock
    _loop, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)
