"""Text messages through Twilio."""

from dataclasses import dataclass, field

from providers.messaging.base import ask, unreadable

BASE_URL = "https://api.twilio.com"
LONGEST = 1600


@dataclass(frozen=True, slots=True)
class TwilioSms:
    """A `Messenger`; `to` is an E.164 number."""

    account_sid: str
    auth_token: str = field(repr=False)
    from_number: str
    base_url: str = ""

    def send(self, to: str, text: str) -> str:
        """See `Messenger.send`."""
        accounts = f"{self.base_url or BASE_URL}/2010-04-01/Accounts/{self.account_sid}"
        body = ask(
            "POST",
            f"{accounts}/Messages.json",
            code_of=lambda told: told.get("code", ""),
            auth=(self.account_sid, self.auth_token),
            data={"From": self.from_number, "To": to, "Body": text[:LONGEST]},
        )
        if "sid" not in body:
            raise unreadable()
        return str(body["sid"])
