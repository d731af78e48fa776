"""What the documents say about somebody's words: looked up while they still speak.

Their words so far are asked about at each pause. When the last word has come, that answer is there
already, if little was added; else they are asked anew, for as long as nobody notices.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from conversations.plain import plain

logger = logging.getLogger(__name__)

Search = Callable[[str], Awaitable[str]]
"""Somebody's words → the pieces that may answer, each with its source; "" for none."""

ENOUGH = 3
"""Words that tell what somebody is talking about; a question needs no more than one."""
PAUSE = 0.15
"""Seconds without a new word after which the words so far are asked about."""
WITHIN = 0.05
"""Seconds for which the model waits for the documents."""
_LITTLE = 3
"""Letters up to which a word changes nothing of what is looked for: "y", "el", "del"."""


class Documents:
    """The documents of one conversation.

    `quick` answers at once; `thorough`, where there is one, answers better and may be late. Neither
    is ever an error, and each conversation waits for one search of each kind at most.
    """

    def __init__(
        self,
        quick: Search,
        thorough: Search | None = None,
        *,
        pause: float = PAUSE,
        within: float = WITHIN,
    ) -> None:
        self._quick = quick
        self._thorough = thorough
        self._pause = pause
        self._within = within
        self._asked = ""
        self._search: asyncio.Task[str] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def foresee(self, words: str) -> None:
        """These are their words so far; returns at once. Needs a running event loop."""
        self._stop_timer()
        if is_enough(words):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._pause, self._look_up, words)

    async def about(self, words: str) -> str:
        """The pieces that may answer what they said; "" where that takes too long."""
        self._stop_timer()
        if not is_enough(words):
            return ""
        best = self._look_up(words)
        if best.done() or self._thorough is None:
            return await _told_within(self._within, best)
        second = asyncio.create_task(_told(self._quick, words))
        try:
            return await _told_within(self._within, best, second)
        finally:
            second.cancel()

    def close(self) -> None:
        """Nobody asks any more."""
        self._stop_timer()
        if self._search is not None:
            self._search.cancel()

    def _look_up(self, words: str) -> asyncio.Task[str]:
        """The search for these words: the one that was begun, where it was for the same."""
        if self._search is None or not means_the_same(self._asked, words):
            if self._search is not None:
                self._search.cancel()
            self._asked = words
            self._search = asyncio.create_task(_told(self._thorough or self._quick, words))
        return self._search

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def is_enough(words: str) -> bool:
    """Whether it is worth looking for: three words, or a question."""
    said = plain(words).split()
    return len(said) >= ENOUGH or (bool(said) and words.rstrip().endswith("?"))


def means_the_same(asked: str, words: str) -> bool:
    """Whether the one differs from the other by no word that is looked for."""
    different = set(plain(asked).split()) ^ set(plain(words).split())
    return all(len(word) <= _LITTLE for word in different)


async def _told_within(seconds: float, best: asyncio.Task[str], *others: asyncio.Task[str]) -> str:
    """The best's answer; where it is late, that of another."""
    if not best.done():
        await asyncio.wait([best], timeout=seconds)
    done = (task for task in (best, *others) if task.done() and not task.cancelled())
    return next((task.result() for task in done), "")


async def _told(search: Search, words: str) -> str:
    try:
        return await search(words)
    except Exception:  # documents must never take a call with them
        logger.exception("documents_not_read")
        return ""
