"""What two entries of one person both have, of which one person has one: each app makes its own
rows fit before the rest of them moves.

An app above contacts knows campaigns or memories; contacts does not know the app. In the `ready`
of its AppConfig it says how its rows are brought together.
"""

from collections.abc import Callable

from contacts.models import Contact

Settle = Callable[[Contact, Contact], None]
"""Called with who stays and who goes, inside the caller's transaction; afterwards no row of the
model is left to the second that could not stand beside those of the first."""

_settles: dict[str, Settle] = {}


def register(label: str, settle: Settle) -> None:
    """Have the rows of a model, "app.Model", brought together by its app."""
    _settles[label] = settle


def settle_all(winner: Contact, loser: Contact) -> None:
    """Bring together what both have, of every app."""
    for label in sorted(_settles):
        _settles[label](winner, loser)
