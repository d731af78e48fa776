"""Tools at work while the agent talks: begun as they are asked for, their answers collected.

What was begun is finished: an effect is not undone because the person interrupted. It is done once
under its key, so the model that asks again, about the same words, gets the same answer.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Sequence

from conversations.dialogue import Act
from conversations.tools.ability import Ability
from providers.llm.base import ToolCall

logger = logging.getLogger(__name__)

_LATE = "Error. It takes too long. Say that somebody will see to it."
_FAILED = "Error. It did not work. Say that somebody will see to it."
_LONGEST = 4000

_begun: set[asyncio.Task[str]] = set()
"""Held, so that no task is collected while it works."""


class Work:
    """The tools of one answer. `place` names the turn, `patience` is in seconds."""

    def __init__(self, abilities: Sequence[Ability], place: str, patience: float) -> None:
        self._abilities = {ability.tool.name: ability for ability in abilities}
        self._place = place
        self._patience = patience
        self._tasks: dict[str, asyncio.Task[str]] = {}

    def begin(self, call: ToolCall, act: Act) -> bool:
        """Set to work on it; False where that is not ours but the host's to do."""
        ability = self._abilities.get(act.name)
        if ability is None:
            return False
        task = asyncio.ensure_future(ability.run(act.arguments, self._key(act)))
        _begun.add(task)
        task.add_done_callback(_forget)
        self._tasks[call.id] = task
        return True

    async def is_done_within(self, seconds: float) -> bool:
        """Whether everything is done, at the latest after so long."""
        pending = [task for task in self._tasks.values() if not task.done()]
        if pending:
            _, still = await asyncio.wait(pending, timeout=seconds)
            return not still
        return True

    async def results(self) -> dict[str, str]:
        """What came of each, by the call's id, in words for the model."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=self._patience)
        return {call_id: _result(task) for call_id, task in self._tasks.items()}

    def _key(self, act: Act) -> str:
        asked = json.dumps(dict(act.arguments), sort_keys=True, ensure_ascii=False).encode()
        digest = hashlib.blake2b(asked, digest_size=8).hexdigest()
        return f"{self._place}/{act.name}/{digest}"


def _result(task: asyncio.Task[str]) -> str:
    if not task.done():
        return _LATE
    if task.cancelled() or task.exception() is not None:
        return _FAILED
    return task.result()[:_LONGEST]


def _forget(task: asyncio.Task[str]) -> None:
    _begun.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("tool_failed", exc_info=error)
