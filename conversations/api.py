"""The API of conversations."""

from typing import Any

ROUTES: list[tuple[str, Any]] = []
