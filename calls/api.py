"""The API of calls."""

from typing import Any

ROUTES: list[tuple[str, Any]] = []
