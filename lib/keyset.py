"""One page of a long list, found by key: the ten-thousandth page costs what the first does."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows newest first, and the keys of the pages beside it: `?before=older`, `?after=newer`;
    None where there is no such page."""

    rows: list[Row]
    older: int | None = None
    newer: int | None = None


def page_of(
    rows: QuerySet[Row], *, before: str = "", after: str = "", size: int = SIZE
) -> Page[Row]:
    """The rows below the key `before`, or above the key `after`, or the newest.

    A key that is no number is one that we never gave: the newest.
    """
    if key := _key(after):
        above = list(rows.filter(pk__gt=key).order_by("pk")[: size + 1])
        shown = above[:size][::-1]
        return _page(shown, has_older=True, has_newer=len(above) > size)
    key = _key(before)
    below = rows.filter(pk__lt=key) if key else rows
    found = list(below.order_by("-pk")[: size + 1])
    return _page(found[:size], has_older=len(found) > size, has_newer=key is not None)


def _page(shown: list[Row], *, has_older: bool, has_newer: bool) -> Page[Row]:
    return Page(
        rows=shown,
        older=shown[-1].pk if shown and has_older else None,
        newer=shown[0].pk if shown and has_newer else None,
    )


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
