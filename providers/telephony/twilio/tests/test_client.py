"""Twilio's SDK against the simulator, over a real connection: one request a call, and every
failure sorted by whether the phone can be ringing."""

import pytest

from conftest import NUMBER, World
from providers.errors import Ambiguous, RateLimited, Refused
from providers.telephony.base import Dial, ReportedStatus
from providers.telephony.twilio import http
from providers.telephony.twilio.client import TwilioTelephony

TO = "+34600123456"


def _dial(to_number: str = TO) -> Dial:
    nowhere = "http://127.0.0.1:9/never"
    return Dial(
        to_number=to_number,
        from_number=NUMBER,
        answer_url=f"{nowhere}/answer",
        fallback_url=f"{nowhere}/fallback",
        status_url=f"{nowhere}/status#rc=0",
    )


@pytest.fixture
def twilio(simulator: World) -> TwilioTelephony:
    return TwilioTelephony(
        account_sid=simulator.account_sid,
        auth_token=simulator.auth_token,
        base_url=simulator.url,
    )


async def _place(twilio: TwilioTelephony, dial: Dial):
    try:
        return await twilio.place(dial)
    finally:
        await twilio.close()


async def test_it_places_a_call(twilio: TwilioTelephony, simulator: World):
    report = await _place(twilio, _dial())
    assert report.provider_id.startswith("CA")
    assert report.status is ReportedStatus.QUEUED
    assert simulator.get("summary")["creates"] == 1


@pytest.mark.parametrize("fault", ["create_reset", "create_500", "create_bad_json"])
async def test_no_clear_answer_is_ambiguous_and_never_repeated(
    twilio: TwilioTelephony, simulator: World, fault: str
):
    simulator.post("faults", {"kind": fault})
    with pytest.raises(Ambiguous):
        await _place(twilio, _dial())
    assert simulator.get("summary")["creates"] == 1


async def test_a_request_that_is_never_answered_is_ambiguous(
    twilio: TwilioTelephony, simulator: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(http, "TIMEOUT", 0.5)
    simulator.post("faults", {"kind": "create_timeout"})
    with pytest.raises(Ambiguous):
        await _place(twilio, _dial())
    assert simulator.get("summary")["creates"] == 1


async def test_too_many_requests_says_when_to_come_back(twilio: TwilioTelephony, simulator: World):
    simulator.post("faults", {"kind": "create_429", "retry_after": 7})
    with pytest.raises(RateLimited) as refusal:
        await _place(twilio, _dial())
    assert refusal.value.retry_after == 7
    assert simulator.get("summary")["creates"] == 0


async def test_a_number_that_twilio_refuses_is_not_tried_again(
    twilio: TwilioTelephony, simulator: World
):
    simulator.post("faults", {"kind": "create_refused", "code": 21211})
    with pytest.raises(Refused) as refusal:
        await _place(twilio, _dial())
    assert (refusal.value.code, refusal.value.retryable) == ("21211", False)


async def test_a_provider_that_cannot_be_reached_has_rung_nobody():
    twilio = TwilioTelephony(
        account_sid="AC" + "0" * 32, auth_token="x", base_url="http://127.0.0.1:9"
    )
    with pytest.raises(Refused) as refusal:
        await _place(twilio, _dial())
    assert refusal.value.retryable


async def test_it_finds_and_fetches_a_call_that_it_placed(twilio: TwilioTelephony):
    placed = await _place(twilio, _dial())
    listed = twilio.find(to_number=TO, from_number=NUMBER)
    assert [report.provider_id for report in listed] == [placed.provider_id]
    fetched = twilio.fetch(placed.provider_id)
    assert fetched is not None
    assert fetched.provider_id == placed.provider_id


def test_a_call_that_twilio_does_not_know_is_none(twilio: TwilioTelephony):
    assert twilio.fetch("CA" + "0" * 32) is None


async def test_hanging_up_twice_is_no_error(twilio: TwilioTelephony):
    placed = await _place(twilio, _dial())
    twilio.hang_up(placed.provider_id)
    twilio.hang_up(placed.provider_id)
