"""The API of contacts."""

from typing import Any

ROUTES: list[tuple[str, Any]] = []
