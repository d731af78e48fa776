"""WhatsApp's Cloud API. Outside 24 hours of the person's last message it takes templates only, and
refuses free text with 131047."""

from dataclasses import dataclass, field
from typing import Any

from providers.messaging.base import ask, unreadable

BASE_URL = "https://graph.facebook.com"
VERSION = "v23.0"
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """A `Messenger`; `to` is an E.164 number."""

    token: str = field(repr=False)
    phone_number_id: str
    base_url: str = ""

    def send(self, to: str, text: str) -> str:
        """See `Messenger.send`."""
        body = self._ask(
            "POST",
            "/messages",
            json={
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": to.lstrip("+"),
                "type": "text",
                "text": {"body": text[:LONGEST], "preview_url": False},
            },
        )
        try:
            return str(body["messages"][0]["id"])
        except (LookupError, TypeError) as error:
            raise unreadable() from error

    def prove(self) -> None:
        """Whether the token opens this number; raises ProviderError."""
        self._ask("GET", "?fields=id")

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        return ask(
            method,
            f"{self.base_url or BASE_URL}/{VERSION}/{self.phone_number_id}{path}",
            code_of=lambda told: (told.get("error") or {}).get("code", ""),
            headers={"authorization": f"Bearer {self.token}"},
            **request,
        )
