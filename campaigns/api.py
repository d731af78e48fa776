"""The API of campaigns."""

from typing import Any

ROUTES: list[tuple[str, Any]] = []
