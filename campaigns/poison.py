"""One row that breaks the code must not keep the others from going on."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)

Row = TypeVar("Row")
Got = TypeVar("Got")


def sift(
    rows: Sequence[Row],
    act: Callable[[Sequence[Row]], Iterable[Got]],
    park: Callable[[Row], None],
) -> list[Got]:
    """Do `act` with all of these rows at once; if that breaks, with each by itself, and `park`
    those with which it breaks again. What it gave, together."""
    try:
        return list(act(rows))
    except (OperationalError, InterfaceError):
        raise  # the database's trouble is no row's fault
    except Exception:
        if len(rows) > 1:
            return [got for row in rows for got in sift([row], act, park)]
        logger.exception("set aside", extra={"row": str(rows[0])})
        park(rows[0])
        return []
