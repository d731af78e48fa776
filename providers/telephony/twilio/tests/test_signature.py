"""The vectors were computed with Twilio's own SDK, whose validator is asked again here."""

import string
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from providers.telephony.twilio.signature import is_genuine, is_genuine_handshake, sign

SECRET = "12345"
FORM_URL = "https://callsys.example.com/twilio/status?org=1&call=abc"
FORM = {
    "CallSid": "CA" + "0" * 32,
    "CallStatus": "completed",
    "From": "+15550000000",
    "To": "+15551230000",
    "SequenceNumber": "3",
}
SOCKET_URL = "wss://callsys.example.com/ws/relay/abc"
SHA256 = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def headers(signature: str, settings: str = "") -> dict[str, str]:
    return {"x-twilio-signature": signature, "x-twilio-webhooks-signature-settings": settings}


@pytest.mark.parametrize(
    ("signature", "settings"),
    [
        ("iq/Qsej7F0y9kpw3WKlqFE8Vd8s=", ""),
        ("rZSlpElC1kmU0rZ+Km9BoRAdPKo=", ""),  # over the address with :443
        ("hrLVtGCffwtdDN6TBOsUT6kmSvX5pb1PXA9SsEgK7FY=", SHA256),
    ],
)
def test_it_accepts_the_golden_form_vectors(signature, settings):
    assert is_genuine(
        SECRET, url=FORM_URL, fields=FORM.items(), headers=headers(signature, settings)
    )


def test_it_accepts_the_golden_json_vector_only_with_its_own_body():
    body = b'{"a":1}'
    url = f"https://callsys.example.com/hook?bodySHA256={sha256(body).hexdigest()}"
    golden = headers("M3Wp2/5rv9nWAPtrNP8AX1p3jvk=")
    assert is_genuine(SECRET, url=url, headers=golden, body=body)
    assert not is_genuine(SECRET, url=url, headers=golden, body=b'{"a":2}')


def test_a_body_without_its_hash_in_the_address_is_not_genuine():
    url = "https://callsys.example.com/hook"
    assert not is_genuine(SECRET, url=url, headers=headers(sign(SECRET, url)), body=b"{}")


@pytest.mark.parametrize(
    "signature", ["M5DCZTgmaB+p025MRAckwHRj1U4=", "HviwigQNJhqzNeTXJp3zulYeEto="]
)
@pytest.mark.parametrize("url", [SOCKET_URL, f"{SOCKET_URL}/"])
def test_it_accepts_the_golden_handshakes_with_and_without_the_slash(url, signature):
    assert is_genuine_handshake(SECRET, url=url, headers=headers(signature))


@pytest.mark.parametrize("port", [443, 80])
def test_a_handshake_may_be_signed_with_its_port(port):
    signed = f"wss://callsys.example.com:{port}/ws/relay/abc"
    assert is_genuine_handshake(SECRET, url=SOCKET_URL, headers=headers(sign(SECRET, signed)))


def test_a_port_that_we_gave_may_be_left_out_when_signing():
    signed = sign(SECRET, "http://user:pass@127.0.0.1/status", FORM.items())
    url = "http://user:pass@127.0.0.1:8000/status"
    assert is_genuine(SECRET, url=url, fields=FORM.items(), headers=headers(signed))


@pytest.mark.parametrize(
    "bad",
    [
        {},
        headers(""),
        headers("iq/Qsej7F0y9kpw3WKlqFE8Vd8S="),
        headers("ñ"),
        headers("iq/Qsej7F0y9kpw3WKlqFE8Vd8s=", SHA256),
        headers("iq/Qsej7F0y9kpw3WKlqFE8Vd8s=", "algorithm=NONE"),
    ],
)
def test_it_refuses_what_is_missing_wrong_or_of_another_algorithm(bad):
    assert not is_genuine(SECRET, url=FORM_URL, fields=FORM.items(), headers=bad)


def test_it_refuses_everything_while_no_secret_is_set():
    signed = headers(sign("", FORM_URL, FORM.items()))
    assert not is_genuine("", url=FORM_URL, fields=FORM.items(), headers=signed)


def test_it_refuses_a_field_that_was_added_changed_or_taken_away():
    golden = headers("iq/Qsej7F0y9kpw3WKlqFE8Vd8s=")
    for forged in ({**FORM, "X": "1"}, {**FORM, "CallStatus": "busy"}, {"From": FORM["From"]}):
        assert not is_genuine(SECRET, url=FORM_URL, fields=forged.items(), headers=golden)


_names = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)
_values = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    fields=st.dictionaries(_names, _values, max_size=6),
    host=st.sampled_from(["a.example", "a.example:8443", "a.example:443"]),
    scheme=st.sampled_from(["https", "http"]),
    algorithm=st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]),
)
def test_it_agrees_with_the_sdk(fields, host, scheme, algorithm):
    url = f"{scheme}://{host}/status?a=1"
    theirs = RequestValidator(SECRET)
    assert sign(SECRET, url, fields.items(), algorithm=algorithm) == theirs.compute_signature(
        url, fields, algorithm
    )
    for signed in (url, f"{scheme}://a.example/status?a=1"):
        signature = theirs.compute_signature(signed, fields, algorithm)
        settings = f"key=k,algorithm={algorithm}"
        assert theirs.validate(url, fields, signature, algorithm)
        assert is_genuine(
            SECRET, url=url, fields=fields.items(), headers=headers(signature, settings)
        )
