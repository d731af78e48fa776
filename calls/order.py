"""A call that somebody wants placed."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organization
from calls.handling import Handling
from contacts.models import Contact
from conversations.models import Agent
from lib.hours import Windows


@dataclass(frozen=True, slots=True)
class Order:
    """A call that somebody wants placed, within these hours of the callee's clock."""

    organization: Organization
    contact: Contact
    agent: Agent
    windows: Windows
    context: dict[str, Any]
    handling: Handling = field(default_factory=Handling)
