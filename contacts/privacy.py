"""Everything that is kept of a person, wherever it is: each app registers its own part.

An app above contacts knows calls, memories or files of theirs; contacts does not know the app. In
the `ready` of its AppConfig it says how its part is shown and how it is erased.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contacts.models import Contact, PrivacySettings


@dataclass(frozen=True, slots=True)
class Part:
    """What one app keeps of people. `export` gives it as JSON would hold it. `erase` forgets it,
    inside the caller's transaction, and says how many things that were; what lies outside the
    database it deletes after the commit. `age` forgets what an organisation no longer keeps, some
    of it at a time, and says how many things that were."""

    name: str
    export: Callable[[Contact], Any]
    erase: Callable[[Contact], int]
    age: Callable[[PrivacySettings], int] | None = None


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Have a part shown and erased with the rest. One part a name."""
    _parts[part.name] = part


def parts() -> list[Part]:
    """Every part, by name."""
    return [_parts[name] for name in sorted(_parts)]
