"""A tool whose answer the model waits for: the host brings it, bound to one call."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from providers.llm.base import Tool

Run = Callable[[Mapping[str, Any], str], Awaitable[str]]
"""(checked arguments, key) → what came of it, in words for the model.

The key names the turn and what was asked in it: the same key is never done twice. Whom it concerns
is bound in here, by us."""


@dataclass(frozen=True, slots=True)
class Ability:
    """Something that an agent does during a call, and how."""

    tool: Tool
    run: Run
