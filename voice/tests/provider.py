"""Twilio's side of a webhook, played by a test: real forms, really signed."""

from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from django.http import HttpResponse
from django.test import Client

from calls.addresses import Addresses
from calls.models import Call
from providers.telephony.twilio.signature import sign
from voice.tests.peer import SECRET

WEB = "https://callsys.example.com"
ADDRESSES = Addresses(web=WEB, voice="wss://callsys.example.com")


@dataclass
class Provider:
    """Calls us about one call."""

    call: Call
    secret: str = SECRET
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def posts(self, url: str, signed_url: str = "", /, **form: str) -> HttpResponse:
        """A signed form, sent to the path of this address; `signed_url` where another is signed."""
        url = url.partition("#")[0]
        signature = sign(self.secret, signed_url or url, form.items())
        return self.sends(url, form, HTTP_X_TWILIO_SIGNATURE=signature)

    def sends(self, url: str, form: dict[str, str], **headers: Any) -> HttpResponse:
        """A form with whatever headers."""
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        form_type = "application/x-www-form-urlencoded"
        return cast(HttpResponse, self.client.post(target, urlencode(form), form_type, **headers))

    def reports(self, status: str, sequence: int, **more: str) -> HttpResponse:
        """A status callback."""
        return self.posts(
            ADDRESSES.status(self.call.token), **self.report(status, sequence, **more)
        )

    def report(self, status: str, sequence: int, **more: str) -> dict[str, str]:
        """The form of a status callback."""
        return {
            "AccountSid": self.call.trunk.account,
            "CallSid": self.call.provider_id,
            "CallStatus": status,
            "SequenceNumber": str(sequence),
            "Timestamp": f"Mon, 23 Nov 2026 10:00:{sequence:02} +0000",
            "CallbackSource": "call-progress-events",
            "From": self.call.from_number,
            "To": self.call.to_number,
            **more,
        }


def verbs(response: HttpResponse) -> list[ElementTree.Element]:
    """What Twilio is told to do."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml"
    return list(ElementTree.fromstring(response.content))
