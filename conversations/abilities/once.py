"""Each effect once: under its key, whatever is repeated; and off the loop that speaks."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, close_old_connections, transaction

from contacts.models import Contact
from conversations.models import Agent, Effect
from conversations.tools import Ability
from providers.llm.base import Tool

logger = logging.getLogger(__name__)

_BEING_DONE = "Error. It is being done already. Don't ask again."
_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="tools")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, and for whom: never among a model's arguments."""

    agent: Agent
    contact: Contact | None
    scope: str


Do = Callable[[Caller, Mapping[str, Any], str], str]
"""(caller, arguments, key) → what came of it, in words for the model. Blocks."""


def ability(tool: Tool, caller: Caller, do: Do) -> Ability:
    """The tool, done in a thread of its own and once under each key."""

    async def run(arguments: Mapping[str, Any], key: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_threads, _fresh, tool.name, caller, do, arguments, key)

    return Ability(tool, run)


def _fresh(name: str, caller: Caller, do: Do, arguments: Mapping[str, Any], key: str) -> str:
    close_old_connections()
    return once(name, caller, do, arguments, key)


def once(name: str, caller: Caller, do: Do, arguments: Mapping[str, Any], key: str) -> str:
    """Do it, unless it was done under this key: then what came of it then."""
    try:
        with transaction.atomic():
            effect = Effect.objects.create(
                organization_id=caller.agent.organization_id,
                key=key,
                scope=caller.scope,
                tool=name,
                arguments=dict(arguments),
            )
    except IntegrityError:
        before = Effect.objects.get(key=key)
        return _BEING_DONE if before.status == Effect.Status.STARTED else before.result
    try:
        result, status = do(caller, arguments, key), Effect.Status.DONE
    except Exception:  # a tool must never take a call with it
        logger.exception("tool_failed", extra={"tool": name, "effect": effect.pk})
        result = "Error. It did not work. Say that somebody will see to it."
        status = Effect.Status.FAILED
    Effect.objects.filter(pk=effect.pk).update(status=status, result=result)
    return result
