"""A call that somebody wants placed."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import Organization
from calls.handling import Handling
from conversations.models import Agent
from lib.hours import Windows


class Callee(NamedTuple):
    """Whom a call is to: a contact's id and number, and where they said to live, or ""."""

    contact: int
    e164: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Order:
    """A call that somebody wants placed, within these hours of the callee's clock."""

    organization: Organization
    callee: Callee
    agent: Agent
    windows: Windows
    context: dict[str, Any]
    handling: Handling = field(default_factory=Handling)
