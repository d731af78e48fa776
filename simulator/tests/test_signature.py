"""Golden signatures, made once with Twilio's own SDK."""

import pytest

from simulator.twilio.overrides import read_delivery
from simulator.twilio.signature import sign, with_port

FORM = {
    "CallSid": "CA" + "0" * 32,
    "CallStatus": "completed",
    "From": "+15550000000",
    "To": "+15551230000",
    "SequenceNumber": "3",
}
STATUS = "https://callsys.example.com/twilio/status?org=1&call=abc"
BODY = "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize(
    ("url", "form", "signature"),
    [
        (STATUS, FORM, "iq/Qsej7F0y9kpw3WKlqFE8Vd8s="),
        (f"{STATUS}#rc=3", FORM, "iq/Qsej7F0y9kpw3WKlqFE8Vd8s="),
        (with_port(STATUS), FORM, "rZSlpElC1kmU0rZ+Km9BoRAdPKo="),
        (
            f"https://callsys.example.com/hook?bodySHA256={BODY}",
            {},
            "M3Wp2/5rv9nWAPtrNP8AX1p3jvk=",
        ),
        ("wss://callsys.example.com/ws/relay/abc", {}, "M5DCZTgmaB+p025MRAckwHRj1U4="),
        ("wss://callsys.example.com/ws/relay/abc/", {}, "HviwigQNJhqzNeTXJp3zulYeEto="),
    ],
)
def test_golden(url: str, form: dict[str, str], signature: str) -> None:
    assert sign("12345", url, form.items()) == signature


def test_the_fragment_says_how_to_deliver() -> None:
    delivery = read_delivery("https://h.example.com/p?x=1#rc=3&rp=ct,5xx&rt=50&ct=999999&e=dublin")
    assert delivery.url == "https://h.example.com/p?x=1"
    assert (delivery.retries, delivery.read, delivery.connect) == (3, 100, 10000)
    assert delivery.again_after("5xx") and not delivery.again_after("rt")
    assert read_delivery("https://h.example.com/").policies == {"ct"}
