"""Every fault, as the product would feel it."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator

from simulator.faults.kinds import KINDS
from simulator.tests.receiver import Receiver
from simulator.tests.world import PERSON, Rehearsal

HANGUP = "<Response><Hangup/></Response>"


@pytest.fixture
def dialled(world: Rehearsal, receiver: Receiver) -> Iterator[Rehearsal]:
    receiver.twiml["/voice"] = HANGUP
    world.put("agreeable")
    yield world


def rings(world: Rehearsal) -> int:
    return len(world.ledger("ring", to=PERSON))


@pytest.mark.parametrize("kind", ["create_timeout", "create_reset"])
def test_the_answer_is_lost_and_the_phone_rings(
    dialled: Rehearsal, receiver: Receiver, kind: str
) -> None:
    dialled.fault(kind)
    dialled.twilio.http_client = TwilioHttpClient(timeout=0.5)
    with pytest.raises(requests.exceptions.RequestException):
        dialled.call()
    receiver.wait(lambda: "completed" in receiver.statuses_at())
    assert rings(dialled) == 1


def test_the_answer_is_an_error_and_the_phone_rings(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("create_500")
    with pytest.raises(TwilioRestException) as error:
        dialled.call()
    assert error.value.status == 500
    receiver.wait(lambda: "completed" in receiver.statuses_at())
    assert rings(dialled) == 1


def test_the_answer_is_no_json_and_the_phone_rings(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("create_bad_json")
    with pytest.raises(ValueError, match="Unterminated"):
        dialled.call()
    receiver.wait(lambda: "completed" in receiver.statuses_at())
    assert rings(dialled) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "status", "code"),
    [
        ("create_429", {}, 429, 20429),
        ("create_429", {"retry_after": 7}, 429, 20429),
        ("create_503", {}, 503, 20503),
        ("create_refused", {"code": 21216}, 400, 21216),
    ],
)
def test_a_refusal_rings_nobody(
    dialled: Rehearsal, kind: str, fields: dict[str, Any], status: int, code: int
) -> None:
    dialled.fault(kind, **fields)
    with pytest.raises(TwilioRestException) as error:
        dialled.call()
    assert (error.value.status, error.value.code) == (status, code)
    response = dialled.twilio.http_client._test_only_last_response
    waits = {"7"} if "retry_after" in fields else {None}
    assert response is not None and {(response.headers or {}).get("Retry-After")} == waits
    assert dialled.ledger("create") == [] and rings(dialled) == 0


def test_a_connection_dropped_before_anything_was_processed(dialled: Rehearsal) -> None:
    dialled.fault("create_dropped")
    with pytest.raises(requests.exceptions.RequestException):
        dialled.call()
    assert dialled.ledger("create") == []


def test_the_first_callback_overtakes_the_answer(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("callbacks_first")
    dialled.call()
    assert "initiated" in receiver.statuses_at()


def test_a_slow_answer(dialled: Rehearsal) -> None:
    dialled.fault("create_slow", seconds=80)
    before = time.monotonic()
    dialled.call()
    assert time.monotonic() - before >= 80 / dialled.settings.speed


@pytest.mark.parametrize(("kind", "status"), [("api_429", 429), ("api_500", 500)])
def test_asking_fails(dialled: Rehearsal, kind: str, status: int) -> None:
    call = dialled.call()
    dialled.fault(kind, count=1)
    with pytest.raises(TwilioRestException) as error:
        call.fetch()
    assert error.value.status == status
    assert call.fetch().sid == call.sid


def test_asking_is_never_answered(dialled: Rehearsal) -> None:
    call = dialled.call()
    dialled.fault("api_timeout")
    dialled.twilio.http_client = TwilioHttpClient(timeout=0.3)
    with pytest.raises(requests.exceptions.RequestException):
        call.fetch()


def test_a_callback_is_repeated(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("callback_duplicate", event="ringing")
    dialled.ends(dialled.call())
    assert receiver.statuses_at() == [
        "initiated", "ringing", "ringing", "in-progress", "completed",
    ]  # fmt: skip


def test_callbacks_change_places(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("callback_reorder", event="ringing")
    dialled.ends(dialled.call())
    assert receiver.statuses_at() == ["initiated", "in-progress", "ringing", "completed"]


def test_the_last_callback_may_come_first(dialled: Rehearsal, receiver: Receiver) -> None:
    for event in ("initiated", "ringing", "answered"):
        dialled.fault("callback_reorder", event=event)
    dialled.ends(dialled.call())
    receiver.wait(lambda: len(receiver.statuses_at()) == 4)
    assert receiver.statuses_at() == ["completed", "initiated", "ringing", "in-progress"]


def test_a_callback_comes_late(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("callback_delay", event="initiated", seconds=200)
    dialled.ends(dialled.call())
    receiver.wait(lambda: len(receiver.statuses_at()) == 4)
    assert receiver.statuses_at()[-1] == "initiated"


def test_callbacks_are_lost(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("callback_lost", event="ringing")
    dialled.fault("callback_lost", event="answered")
    dialled.ends(dialled.call())
    assert receiver.statuses_at() == ["initiated", "completed"]


@pytest.mark.parametrize("kind", ["callback_unsigned", "callback_bad_signature"])
def test_a_callback_that_nobody_should_believe(
    dialled: Rehearsal, receiver: Receiver, kind: str
) -> None:
    dialled.fault(kind, event="completed")
    dialled.ends(dialled.call())
    validator = RequestValidator(dialled.settings.auth_token)
    for hook in receiver.at("/status"):
        form = {name: value for name, value in hook.form.items() if name != "attempt"}
        signature = hook.headers.get("x-twilio-signature", "")
        is_last = hook.form["CallStatus"] == "completed"
        assert validator.validate(hook.url, form, signature) is not is_last


def test_a_failed_callback_is_tried_again_as_its_address_asks(
    dialled: Rehearsal, receiver: Receiver
) -> None:
    receiver.statuses["/status"] = [500, 503]
    call = dialled.call(
        status_callback=receiver.url("/status#rc=3&rp=5xx"), status_callback_event=["completed"]
    )
    receiver.wait(lambda: len(receiver.at("/status")) == 3)
    hooks = receiver.at("/status")
    assert len({hook.headers["i-twilio-idempotency-token"] for hook in hooks}) == 1
    assert {hook.form["SequenceNumber"] for hook in hooks} == {"0"}
    assert dialled.ledger("error", sid=call.sid) == []


def test_a_failed_callback_is_not_tried_again_by_default(
    dialled: Rehearsal, receiver: Receiver
) -> None:
    receiver.statuses["/status"] = [500]
    dialled.ends(dialled.call(status_callback_event=["completed"]))
    again = dialled.call(status_callback_event=["completed"])
    dialled.ends(again)
    assert len(receiver.at("/status")) == 2


def test_a_redirect_loses_the_form(dialled: Rehearsal, receiver: Receiver) -> None:
    receiver.statuses["/status"] = [302]
    receiver.location = "/moved"
    dialled.call(status_callback_event=["completed"])
    receiver.wait(lambda: receiver.at("/moved"))
    assert receiver.at("/moved")[0].method == "GET"
    assert "CallSid" not in receiver.at("/moved")[0].form


def test_instructions_time_out(dialled: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/fallback"] = HANGUP
    dialled.fault("twiml_timeout", path="/voice")
    dialled.ends(dialled.call(fallback_url=receiver.url("/fallback")))
    assert receiver.at("/voice") == []
    assert receiver.at("/fallback")[0].form["ErrorCode"] == "11200"


def test_detection_is_overruled(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("amd_verdict", value="machine_start")
    assert dialled.ends(dialled.call(machine_detection="Enable"))["AnsweredBy"] == "machine_start"


def test_detection_never_speaks(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("amd_never")
    assert "AnsweredBy" not in dialled.ends(dialled.call(machine_detection="Enable"))


def test_a_recording_is_absent(dialled: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = '<Response><Pause length="5"/></Response>'
    dialled.fault("recording_absent")
    dialled.ends(
        dialled.call(
            record=True,
            recording_status_callback=receiver.url("/recorded"),
            recording_status_callback_event=["completed", "absent"],
        )
    )
    receiver.wait(lambda: receiver.at("/recorded"))
    assert receiver.at("/recorded")[0].form["RecordingStatus"] == "absent"


def test_a_recording_is_told_before_the_end_of_its_call(
    dialled: Rehearsal, receiver: Receiver
) -> None:
    receiver.twiml["/voice"] = '<Response><Pause length="5"/></Response>'
    receiver.slow["/status"] = 0.2
    dialled.fault("recording_early")
    dialled.ends(dialled.call(record=True, recording_status_callback=receiver.url("/recorded")))
    paths = [hook.path for hook in receiver.hooks]
    assert paths.index("/recorded") < len(paths) - 1


def test_a_signature_may_be_made_over_the_port(dialled: Rehearsal, receiver: Receiver) -> None:
    dialled.fault("callback_port_signature")
    dialled.ends(dialled.call(status_callback_event=["completed"]))
    (hook,) = receiver.at("/status")
    form = {name: value for name, value in hook.form.items() if name != "attempt"}
    validator = RequestValidator(dialled.settings.auth_token)
    assert validator.validate(hook.url, form, hook.headers["x-twilio-signature"])


def test_an_asynchronous_verdict_comes_late(dialled: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = '<Response><Pause length="4000"/></Response>'
    dialled.fault("amd_late", seconds=100)
    dialled.call(
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=receiver.url("/amd"),
    )
    receiver.wait(lambda: receiver.at("/amd"))
    assert int(receiver.at("/amd")[0].form["MachineDetectionDuration"]) > 100_000


def test_a_fault_strikes_only_whom_it_names(dialled: Rehearsal) -> None:
    dialled.fault("create_429", number="+1202555*", count=1)
    dialled.fault("create_429", number="*0777")
    for number in (PERSON, "+34910000777"):
        with pytest.raises(TwilioRestException):
            dialled.call(number)
    assert dialled.call().sid
    assert dialled.call("+34910000778").sid


def test_a_chance_is_a_chance(dialled: Rehearsal) -> None:
    dialled.fault("create_429", probability=0.5)
    refused = 0
    for _ in range(40):
        try:
            dialled.call()
        except TwilioRestException:
            refused += 1
    assert 8 <= refused <= 32


def test_an_unknown_fault_is_refused(world: Rehearsal) -> None:
    assert world.post("/faults", kind="gremlins").status_code == 400
    assert world.post("/faults", kind="api_500", colour="red").status_code == 400
    assert set(world.get("/faults")["kinds"]) == set(KINDS)
