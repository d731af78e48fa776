"""The simulator as a test uses it: through Twilio's own SDK and the control interface."""

from typing import Any

import httpx
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from simulator.settings import Settings
from simulator.tests.receiver import Receiver

ALL = ["initiated", "ringing", "answered", "completed"]
PERSON = "+12025550143"


class Rehearsal:
    def __init__(self, settings: Settings, receiver: Receiver) -> None:
        self.settings = settings
        self.receiver = receiver
        self.origin = f"http://127.0.0.1:{settings.port}"
        http = TwilioHttpClient(timeout=5)
        self.twilio = Client(settings.account_sid, settings.auth_token, http_client=http)
        self.twilio.api.base_url = self.origin
        self._control = httpx.Client(base_url=f"{self.origin}/_simulator", trust_env=False)

    def close(self) -> None:
        self._control.close()

    def call(self, to: str = PERSON, **values: Any) -> CallInstance:
        """A call whose instructions and callbacks are the receiver's."""
        told: dict[str, Any] = {
            "url": self.receiver.url("/voice"),
            "status_callback": self.receiver.url("/status?attempt=a1"),
            "status_callback_event": ALL,
            "from_": self.settings.numbers[0],
            **values,
        }
        if "twiml" in told:
            del told["url"]
        return self.twilio.calls.create(to=to, **told)

    def put(self, behaviour: str, number: str = "*") -> None:
        self._control.post("/people", json={number: behaviour}).raise_for_status()

    def fault(self, kind: str, **fields: Any) -> None:
        self._control.post("/faults", json={"kind": kind, **fields}).raise_for_status()

    def ledger(self, kind: str, **fields: str) -> list[dict[str, Any]]:
        answer = self._control.get("/ledger", params={"kind": kind, **fields})
        entries: list[dict[str, Any]] = answer.json()["entries"]
        return entries

    def get(self, path: str) -> dict[str, Any]:
        body: dict[str, Any] = self._control.get(path).json()
        return body

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self._control.post(path, json=body)

    def ends(self, call: CallInstance) -> dict[str, str]:
        """Waits for the call's last callback; its fields."""
        hooks = self.receiver

        def last() -> list[dict[str, str]]:
            return [
                hook.form
                for hook in hooks.at("/status")
                if hook.form["CallSid"] == call.sid and "CallDuration" in hook.form
            ]

        hooks.wait(last)
        return last()[0]
