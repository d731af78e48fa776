"""Telegram's bot API."""

from dataclasses import dataclass, field
from typing import Any

from providers.messaging.base import ask, unreadable

BASE_URL = "https://api.telegram.org"
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Telegram:
    """A `Messenger`; `to` is a chat's id, which people give by writing first."""

    token: str = field(repr=False)
    base_url: str = ""

    def send(self, to: str, text: str) -> str:
        """See `Messenger.send`."""
        body = self._ask("POST", "sendMessage", json={"chat_id": to, "text": text[:LONGEST]})
        try:
            return str(body["result"]["message_id"])
        except (LookupError, TypeError) as error:
            raise unreadable() from error

    def prove(self) -> None:
        """Whether the token opens; raises ProviderError."""
        self._ask("GET", "getMe")

    def _ask(self, method: str, name: str, **request: Any) -> Any:
        url = f"{self.base_url or BASE_URL}/bot{self.token}/{name}"
        return ask(method, url, code_of=lambda told: told.get("error_code", ""), **request)
