"""What Callsys says when it says no (RFC 9457)."""

from typing import Any


class Problem(Exception):
    """An answer that is not what was asked for. `code` is for programs and stays stable."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        self.status = status
        self.code = str(document.get("code", "unknown"))
        self.detail = str(document.get("detail", ""))
        self.errors: list[dict[str, Any]] = list(document.get("errors", []))
        self.request_id = str(document.get("request_id", ""))
        super().__init__(f"{status} {self.code}: {self.detail}")
