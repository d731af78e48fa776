"""Telegram's bot API."""

from dataclasses import dataclass, field

from providers.messaging.base import post, unreadable

BASE_URL = "https://api.telegram.org"
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Telegram:
    """A `Messenger`; `to` is a chat's id, which people give by writing first."""

    token: str = field(repr=False)
    base_url: str = ""

    def send(self, to: str, text: str) -> str:
        """See `Messenger.send`."""
        url = f"{self.base_url or BASE_URL}/bot{self.token}/sendMessage"
        body = post(
            url,
            code_of=lambda told: told.get("error_code", ""),
            json={"chat_id": to, "text": text[:LONGEST]},
        )
        try:
            return str(body["result"]["message_id"])
        except (LookupError, TypeError) as error:
            raise unreadable() from error
