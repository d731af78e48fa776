"""What a last call can have come to: said by the app that calls, which stands above this one."""

from collections.abc import Iterable

from lib.errors import Text

_declared: list[tuple[str, Text]] = []


def declare(choices: Iterable[tuple[str, Text]]) -> None:
    """Say which outcomes there are: code and words."""
    _declared[:] = choices


def choices() -> list[tuple[str, Text]]:
    """Code and words of each."""
    return list(_declared)
