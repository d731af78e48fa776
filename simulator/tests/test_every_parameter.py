"""Twilio's published list for POST Calls, one parameter after another: a value that it takes,
values that it refuses, and the code with which it does. The list is written out here a second
time, from the API's description, so that the simulator's own table can't excuse itself."""

import pytest

from simulator.twilio.errors import TwilioError
from simulator.twilio.parameters import CREATE, read_create, read_update

CALLER = "+12025550100"
PLAIN = {"To": ["+12025550143"], "From": [CALLER], "Url": ["https://example.com/voice"]}
AP, BY = "AP" + "0" * 32, "BY" + "0" * 32
URL = "https://example.com/x"
_URL = (URL, ["x", "ftp://example.com/x", "https://my_host.example.com/x", ""], 21205)
_METHOD = ("GET", ["PUT", "DELETE", ""], 21209)
_BOOLEAN = ("true", ["yes", "1", ""], 20001)
_ANY: tuple[str, list[str], int] = ("whatever", [], 0)

# name → (taken, refused, code)
PUBLISHED: dict[str, tuple[str, list[str], int]] = {
    "To": ("+12025550143", ["12025550143", "+1202", "+1202555014300000000", "nobody"], 21211),
    "From": (CALLER, ["somebody", "12025550100"], 21212),
    "Url": _URL,
    "Method": _METHOD,
    "Twiml": ("<Response/>", ["x" * 4001], 20001),
    "ApplicationSid": (AP, ["AP1", "CA" + "0" * 32], 21218),
    "FallbackUrl": _URL,
    "FallbackMethod": _METHOD,
    "StatusCallback": _URL,
    "StatusCallbackMethod": _METHOD,
    "StatusCallbackEvent": ("answered", ["in-progress", "finished", ""], 20001),
    "SendDigits": ("ww12#*AD", ["", "1,2", "x", "1" * 33], 21206),
    "Timeout": ("600", ["0", "601", "-1", "5.5", "soon"], 21208),
    "TimeLimit": ("900", ["0", "-1", "long"], 20001),
    "Record": _BOOLEAN,
    "RecordingChannels": ("dual", ["stereo", ""], 20001),
    "RecordingTrack": ("inbound", ["inbound_track", ""], 20001),
    "RecordingStatusCallback": _URL,
    "RecordingStatusCallbackMethod": _METHOD,
    "RecordingStatusCallbackEvent": ("absent", ["failed", ""], 20001),
    "RecordingConfigurationId": _ANY,
    "Passports": _ANY,
    "Trim": ("do-not-trim", ["yes", ""], 20001),
    "CallerId": (CALLER, ["somebody"], 21212),
    "CallReason": ("an appointment", ["x" * 51], 20001),
    "CallToken": _ANY,
    "Byoc": (BY, ["BY1"], 20001),
    "SipAuthUsername": _ANY,
    "SipAuthPassword": _ANY,
    "ClientNotificationUrl": _URL,
    "MachineDetection": ("DetectMessageEnd", ["enable", "true", ""], 20001),
    "MachineDetectionTimeout": ("59", ["2", "60", "x"], 20001),
    "MachineDetectionSpeechThreshold": ("1000", ["999", "6001"], 20001),
    "MachineDetectionSpeechEndThreshold": ("5000", ["499", "5001"], 20001),
    "MachineDetectionSilenceTimeout": ("2000", ["1999", "10001"], 20001),
    "AsyncAmd": ("true", ["True", "yes", ""], 20001),
    "AsyncAmdStatusCallback": _URL,
    "AsyncAmdStatusCallbackMethod": _METHOD,
}
REFUSED = [(name, value) for name, (_, wrong, _) in PUBLISHED.items() for value in wrong]
UPDATED = {
    "Url": _URL,
    "Method": _METHOD,
    "Status": ("completed", ["busy", "Completed", ""], 21222),
    "FallbackUrl": _URL,
    "FallbackMethod": _METHOD,
    "StatusCallback": _URL,
    "StatusCallbackMethod": _METHOD,
    "Twiml": ("<Response/>", ["x" * 4001], 20001),
    "TimeLimit": ("60", ["0"], 20001),
}


def refusal(name: str, value: str) -> int:
    with pytest.raises(TwilioError) as refused:
        read_create({**PLAIN, name: [value]}, [CALLER])
    assert refused.value.status == 400
    return refused.value.code


def test_the_list_is_whole() -> None:
    assert set(PUBLISHED) == set(CREATE)


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_right_is_taken(name: str) -> None:
    taken = PUBLISHED[name][0]
    read_create({**PLAIN, name: [taken]}, [CALLER])


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_is_wrong_is_refused_with_twilios_code(name: str, value: str) -> None:
    assert refusal(name, value) == PUBLISHED[name][2]


@pytest.mark.parametrize("name", [name for name in PUBLISHED if not name.endswith("Event")])
def test_what_may_come_once_comes_once(name: str) -> None:
    taken = PUBLISHED[name][0]
    with pytest.raises(TwilioError) as refused:
        read_create({**PLAIN, name: [taken, taken]}, [CALLER])
    assert refused.value.code == 20001


@pytest.mark.parametrize(("name", "code"), [("To", 21201), ("From", 21213), ("Url", 21205)])
def test_what_is_needed_is_missed(name: str, code: int) -> None:
    with pytest.raises(TwilioError) as refused:
        read_create({key: value for key, value in PLAIN.items() if key != name}, [CALLER])
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["Form", "to", "IdempotencyKey", "MachineDetectionURL"])
def test_what_twilio_does_not_know_is_refused(name: str) -> None:
    assert refusal(name, "x") == 20001


@pytest.mark.parametrize("name", UPDATED)
def test_an_update_takes_and_refuses_the_same(name: str) -> None:
    taken, wrong, code = UPDATED[name]
    read_update({name: [taken]})
    for value in wrong:
        with pytest.raises(TwilioError) as refused:
            read_update({name: [value]})
        assert refused.value.code == code


@pytest.mark.parametrize("name", sorted(set(PUBLISHED) - set(UPDATED)))
def test_an_update_takes_nothing_else(name: str) -> None:
    with pytest.raises(TwilioError) as refused:
        read_update({name: [PUBLISHED[name][0]]})
    assert refused.value.code == 20001
