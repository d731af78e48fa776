"""A call from its creation to its last callback."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from simulator.tests.receiver import Receiver
from simulator.tests.world import PERSON, Rehearsal

HELLO = "<Response><Say>Hello there, how are you?</Say><Hangup/></Response>"


def test_it_tells_every_event_in_order(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = HELLO
    world.put("agreeable")
    call = world.call()
    assert (call.status, call.direction, call.start_time) == ("queued", "outbound-api", None)
    last = world.ends(call)
    assert receiver.statuses_at() == ["initiated", "ringing", "in-progress", "completed"]
    assert [hook.form["SequenceNumber"] for hook in receiver.at("/status")] == list("0123")
    assert last["Duration"] == "1" and int(last["CallDuration"]) >= 1
    assert last["CallbackSource"] == "call-progress-events"
    assert "CallDuration" not in receiver.at("/status")[0].form
    fetched = world.twilio.calls(call.sid).fetch()
    assert fetched.status == "completed" and fetched.duration == last["CallDuration"]


def test_it_signs_what_it_sends(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = HELLO
    world.put("agreeable")
    world.ends(world.call())
    validator = RequestValidator(world.settings.auth_token)
    for hook in receiver.hooks:
        form = {name: value for name, value in hook.form.items() if name != "attempt"}
        assert validator.validate(hook.url, form, hook.headers["x-twilio-signature"])


def test_only_completed_is_told_unless_more_is_asked(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = HELLO
    world.put("agreeable")
    last = world.ends(world.call(status_callback_event=None))
    assert last["SequenceNumber"] == "0"
    assert receiver.statuses_at() == ["completed"]


@pytest.mark.parametrize(
    ("person", "status", "code"),
    [
        ("busy", "busy", {"486"}),
        ("no_answer", "no-answer", {"487"}),
        ("rejects", "busy", {"603"}),
        ("carrier_failure", "failed", {"404", "480", "503"}),
    ],
)
def test_a_phone_that_nobody_answers(
    world: Rehearsal, person: str, status: str, code: set[str]
) -> None:
    world.put(person)
    call = world.call()
    last = world.ends(call)
    assert last["CallStatus"] == status
    assert last["SipResponseCode"] in code
    assert last["CallDuration"] == "0"
    assert len(world.ledger("ring", sid=call.sid)) == 1
    assert world.ledger("answer") == []


def test_a_short_timeout_beats_the_voicemail(world: Rehearsal) -> None:
    world.put("voicemail")
    assert world.ends(world.call(timeout=10))["CallStatus"] == "no-answer"


def test_calls_beyond_the_pace_wait_in_the_queue(world: Rehearsal) -> None:
    world.put("no_answer")
    world.post("/speed", speed=1, cps=1)
    first, second, third = world.call(), world.call(), world.call()
    assert first.queue_time == "0"
    assert 0 < int(second.queue_time) < int(third.queue_time) <= 2000
    assert third.fetch().status == "queued"
    canceled = third.update(status="canceled")
    assert canceled.status == "canceled"
    assert world.ends(third)["CallStatus"] == "canceled"
    assert world.ledger("ring", sid=third.sid) == []


def test_a_call_in_progress_is_hung_up_by_completed_only(
    world: Rehearsal, receiver: Receiver
) -> None:
    receiver.twiml["/voice"] = '<Response><Pause length="100000"/></Response>'
    world.put("agreeable")
    call = world.call()
    receiver.wait(lambda: receiver.at("/voice"))
    assert call.update(status="canceled").status == "in-progress"
    assert call.update(status="completed").status == "completed"
    assert world.ends(call)["CallStatus"] == "completed"
    with pytest.raises(TwilioRestException) as refusal:
        call.update(twiml=HELLO)
    assert (refusal.value.code, refusal.value.status) == (21220, 400)


def test_a_live_call_is_redirected(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = '<Response><Pause length="100000"/></Response>'
    receiver.twiml["/elsewhere"] = HELLO
    world.put("agreeable")
    call = world.call()
    receiver.wait(lambda: receiver.at("/voice"))
    call.update(url=receiver.url("/elsewhere"))
    world.ends(call)
    assert len(receiver.at("/elsewhere")) == 1


def test_a_call_that_still_rings_is_given_other_instructions(
    world: Rehearsal, receiver: Receiver
) -> None:
    receiver.twiml["/elsewhere"] = HELLO
    world.put("agreeable")
    world.post("/speed", speed=10)
    call = world.call()
    receiver.wait(lambda: "ringing" in receiver.statuses_at())
    call.update(url=receiver.url("/elsewhere"))
    world.post("/speed", speed=400)
    world.ends(call)
    assert receiver.at("/voice") == []
    assert len(receiver.at("/elsewhere")) == 1


def test_the_time_limit_ends_a_call(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = '<Response><Pause length="1000000"/></Response>'
    world.put("agreeable")
    last = world.ends(world.call(time_limit=30))
    assert last["CallStatus"] == "completed"


def test_a_finished_call_can_be_deleted(world: Rehearsal) -> None:
    world.put("busy")
    call = world.call()
    world.ends(call)
    assert world.twilio.calls(call.sid).delete()
    with pytest.raises(TwilioRestException) as refusal:
        world.twilio.calls(call.sid).fetch()
    assert (refusal.value.code, refusal.value.status) == (20404, 404)


def test_listing_pages_through_every_call_once(world: Rehearsal) -> None:
    world.put("busy")
    made = {world.call(f"+1202555{number:04}").sid for number in range(7)}
    listed = [call.sid for call in world.twilio.calls.list(page_size=3)]
    assert set(listed) == made and len(listed) == 7
    page = world.twilio.calls.page(page_size=3)
    assert page.next_page_url and not page.previous_page_url


def test_listing_filters(world: Rehearsal, receiver: Receiver) -> None:
    world.put("busy")
    call = world.call("+12025550777")
    world.ends(call)
    world.put("no_answer")
    world.post("/speed", speed=1)
    waiting = world.call("+12025550777")
    receiver.wait(lambda: "ringing" in receiver.statuses_at())
    listed = world.twilio.calls.list
    assert {each.sid for each in listed(to="+12025550777")} == {call.sid, waiting.sid}
    assert [each.sid for each in listed(to="+12025550777", status="busy")] == [call.sid]
    assert [each.sid for each in listed(status="ringing")] == [waiting.sid]
    assert listed(to=PERSON) == []
    assert len(listed(start_time_after="2020-01-01T00:00:00Z")) == 2
    assert listed(start_time_before="2020-01-01T00:00:00Z") == []
