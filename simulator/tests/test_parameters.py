"""What Twilio refuses before it dials."""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator.tests.world import Rehearsal


@pytest.mark.parametrize(
    ("code", "values"),
    [
        (21211, {"to": "12025550143"}),
        (21211, {"to": "+1202"}),
        (21211, {"to": "+12025559980"}),
        (21214, {"to": "+12025559981"}),
        (21215, {"to": "+12025559982"}),
        (21215, {"to": "+88160000000"}),
        (21216, {"to": "+12025559983"}),
        (21210, {"from_": "+12025550999"}),
        (21212, {"from_": "somebody"}),
        (21205, {"url": "ftp://example.com/voice"}),
        (21205, {"status_callback": "https://my_host.example.com/x"}),
        (21209, {"method": "PUT"}),
        (21208, {"timeout": 601}),
        (21206, {"send_digits": "1,2"}),
        (20001, {"status_callback_event": ["answered", "finished"]}),
        (20001, {"machine_detection": "Maybe"}),
        (20001, {"machine_detection_timeout": 2}),
        (20001, {"machine_detection_speech_threshold": 999}),
        (20001, {"async_amd": True}),
        (20001, {"recording_channels": "stereo"}),
        (20001, {"trim": "yes"}),
        (20001, {"twiml": "x" * 4001}),
        (21205, {"twiml": '<Response><Gather action="/relative"/></Response>'}),
        (21218, {"application_sid": "AP1"}),
    ],
)
def test_a_call_is_refused(world: Rehearsal, code: int, values: dict[str, Any]) -> None:
    with pytest.raises(TwilioRestException) as refusal:
        world.call(**values)
    assert (refusal.value.code, refusal.value.status) == (code, 400)
    assert world.ledger("create") == world.ledger("ring") == []
    assert [entry["code"] for entry in world.ledger("refuse")] == [code]


def test_an_unknown_parameter_is_refused(world: Rehearsal) -> None:
    response = world.twilio.request(
        "POST",
        f"{world.origin}/2010-04-01/Accounts/{world.settings.account_sid}/Calls.json",
        data={"To": "+12025550143", "Form": "+12025550100"},
    )
    assert response.status_code == 400
    assert '"code":20001' in response.text


def test_the_address_wins_over_inline_instructions(world: Rehearsal) -> None:
    world.put("no_answer")
    told = {"to": "+12025550143", "from_": world.settings.numbers[0]}
    call = world.twilio.calls.create(**told, url="http://127.0.0.1:1/v", twiml="<Response/>")
    (entry,) = world.ledger("create", sid=call.sid)
    assert "Twiml" not in entry["parameters"]


@pytest.mark.parametrize(
    ("account", "token"),
    [("AC" + "0" * 28 + "cafe", "wrong"), ("AC" + "1" * 32, "0" * 28 + "feed")],
)
def test_strangers_are_refused(world: Rehearsal, account: str, token: str) -> None:
    client = Client(account, token, http_client=TwilioHttpClient(timeout=5))
    client.api.base_url = world.origin
    with pytest.raises(TwilioRestException) as refusal:
        client.calls("CA" + "0" * 32).fetch()
    assert (refusal.value.code, refusal.value.status) == (20003, 401)
