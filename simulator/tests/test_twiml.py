"""TwiML: every verb, and what happens to documents that Twilio would not take."""

import httpx
import pytest

from simulator.tests.receiver import Receiver
from simulator.tests.world import Rehearsal

ASK = '<Gather input="speech dtmf" action="/said" {attributes}><Say>{text}</Say></Gather>'


def document(*verbs: str) -> str:
    return f"<Response>{''.join(verbs)}</Response>"


def ask(text: str, attributes: str = "") -> str:
    return document(ASK.format(text=text, attributes=attributes), "<Hangup/>")


def test_gather_brings_what_was_said(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = ask("¿Hablo con Lucía Pérez?")
    receiver.twiml["/said"] = document("<Say>Gracias. Adiós.</Say>")
    world.put("agreeable")
    world.ends(world.call("+34910000143"))
    (told,) = receiver.at("/said")
    assert told.form["SpeechResult"] in (
        "Sí, soy yo, dígame.",
        "Sí, con él habla.",
        "Sí, ¿en qué puedo ayudarle?",
    )
    assert 0.8 < float(told.form["Confidence"]) <= 1
    assert "Digits" not in told.form and told.form["CallStatus"] == "in-progress"


def test_gather_brings_what_was_pressed(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = ask("Please key in your number.", 'numDigits="3"')
    world.put("keys_digits")
    world.ends(world.call())
    digits = receiver.at("/said")[0].form["Digits"]
    assert len(digits) == 3 and digits.isdigit()


@pytest.mark.parametrize(("attributes", "asked"), [("", 0), ('actionOnEmptyResult="true"', 1)])
def test_gather_without_an_answer(
    world: Rehearsal, receiver: Receiver, attributes: str, asked: int
) -> None:
    receiver.twiml["/voice"] = ask("Hello?", attributes)
    receiver.twiml["/said"] = document("<Hangup/>")
    world.put("silent")
    world.ends(world.call())
    assert len(receiver.at("/said")) == asked


def test_gather_is_barged_into(world: Rehearsal, receiver: Receiver) -> None:
    long = "Good morning, I am calling from the clinic to remind you of your appointment."
    receiver.twiml["/voice"] = ask(long, 'partialResultCallback="/partial"')
    world.put("interrupts")
    world.ends(world.call())
    said = receiver.at("/said")[0].form["SpeechResult"]
    assert said in (
        "Sorry to interrupt, what is this about?",
        "Wait, wait, what do you want?",
    )
    assert said.startswith(receiver.at("/partial")[0].form["UnstableSpeechResult"])


def test_redirect_and_play_and_pause(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document(
        "<Play>/sound</Play>",
        '<Play digits="12"/>',
        '<Pause length="2"/>',
        '<Redirect method="GET">/next?x=1</Redirect>',
    )
    receiver.twiml["/sound"] = "RIFF"
    receiver.twiml["/next"] = document("<Reject/>")
    world.put("agreeable")
    last = world.ends(world.call())
    (following,) = receiver.at("/next")
    assert following.method == "GET" and following.form["x"] == "1"
    assert int(last["CallDuration"]) >= 3


def test_a_sound_that_is_missing_goes_to_the_fallback(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document("<Play>/nowhere</Play>")
    receiver.twiml["/fallback"] = document("<Hangup/>")
    world.put("agreeable")
    world.ends(world.call(fallback_url=receiver.url("/fallback")))
    (asked,) = receiver.at("/fallback")
    assert asked.form["ErrorCode"] == "11200"
    assert asked.form["ErrorUrl"] == receiver.url("/voice")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<Response><Say>Hi</Response>", 12100),
        ("<Reply><Say>Hi</Say></Reply>", 12100),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Response/>', 12100),
        ("<Response><Sing>Hi</Sing></Response>", 12200),
        ('<Response><Say mood="kind">Hi</Say></Response>', 12200),
        ('<Response><Gather timeout="soon"/></Response>', 12200),
        ("<Response>Hello</Response>", 12200),
        ("<Response><Connect/></Response>", 12200),
        ("<Response><Connect><ConversationRelay/></Connect></Response>", 12200),
        (f"<Response><Say>{'x' * 4097}</Say></Response>", 12200),
        ("<Response><Dial>nobody</Dial></Response>", 13223),
    ],
)
def test_a_document_that_twilio_refuses_ends_the_call(
    world: Rehearsal, receiver: Receiver, body: str, code: int
) -> None:
    receiver.twiml["/voice"] = body
    world.put("agreeable")
    call = world.call()
    assert world.ends(call)["CallStatus"] == "completed"
    assert [error["code"] for error in world.ledger("error", sid=call.sid)] == [code]


def test_instructions_that_come_too_late_go_to_the_fallback(
    world: Rehearsal, receiver: Receiver
) -> None:
    receiver.twiml |= {"/voice": document("<Hangup/>"), "/fallback": document("<Hangup/>")}
    receiver.slow["/voice"] = 1
    world.put("agreeable")
    world.ends(
        world.call(url=receiver.url("/voice#rt=100&rc=0"), fallback_url=receiver.url("/fallback"))
    )
    assert len(receiver.at("/voice")) == 1
    assert receiver.at("/fallback")[0].form["ErrorCode"] == "11200"


def test_a_transfer_is_answered_by_a_colleague(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document(
        '<Dial action="/dialled"><Number url="/whisper" statusCallback="/leg">+12025550188'
        "</Number></Dial>"
    )
    receiver.twiml["/whisper"] = document("<Say>A call from the campaign.</Say>")
    world.put("agreeable")
    call = world.call()
    world.ends(call)
    told = receiver.at("/dialled")[0].form
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "true")
    assert int(told["DialCallDuration"]) > 0
    leg = world.twilio.calls(told["DialCallSid"]).fetch()
    assert (leg.parent_call_sid, leg.direction) == (call.sid, "outbound-dial")
    assert receiver.at("/leg")[0].form["ParentCallSid"] == call.sid
    assert len(world.ledger("ring")) == len(world.ledger("transfer_ring")) == 1


def test_a_transfer_to_a_busy_line(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document('<Dial action="/dialled">+12025559904</Dial>')
    world.put("agreeable")
    world.ends(world.call())
    told = receiver.at("/dialled")[0].form
    assert (told["DialCallStatus"], told["DialBridged"]) == ("busy", "false")
    assert "DialCallDuration" not in told


def test_a_call_is_recorded(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document(
        '<Start><Recording channels="dual" recordingStatusCallback="/recorded"/></Start>',
        '<Pause length="4"/>',
    )
    world.put("agreeable")
    call = world.call()
    world.ends(call)
    receiver.wait(lambda: receiver.at("/recorded"))
    told = receiver.at("/recorded")[0].form
    assert told["RecordingStatus"] == "completed" and told["CallSid"] == call.sid
    assert told["RecordingChannels"] == "2" and int(told["RecordingDuration"]) >= 4
    account = (world.settings.account_sid, world.settings.auth_token)
    with httpx.Client(trust_env=False) as client:
        assert client.get(told["RecordingUrl"]).status_code == 401
        sound = client.get(told["RecordingUrl"], auth=account)
        assert sound.content[:4] == b"RIFF" and sound.content[8:12] == b"WAVE"


def test_record_keeps_what_the_person_says(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = document(
        "<Say>Please say your name after the beep, would you?</Say>", '<Record action="/kept"/>'
    )
    receiver.twiml["/kept"] = document("<Hangup/>")
    world.put("agreeable")
    world.ends(world.call())
    assert receiver.at("/kept")[0].form["RecordingSid"].startswith("RE")


@pytest.mark.parametrize(
    ("person", "mode", "verdict"),
    [
        ("agreeable", "Enable", "human"),
        ("voicemail", "Enable", "machine_start"),
        ("voicemail", "DetectMessageEnd", "machine_end_beep"),
        ("voicemail_no_beep", "DetectMessageEnd", "machine_end_silence"),
        ("fax", "Enable", "fax"),
        ("screening", "Enable", "unknown"),
    ],
)
def test_detection_is_told_with_the_request_for_instructions(
    world: Rehearsal, receiver: Receiver, person: str, mode: str, verdict: str
) -> None:
    receiver.twiml["/voice"] = document("<Hangup/>")
    world.put(person)
    call = world.call(machine_detection=mode)
    assert world.ends(call)["AnsweredBy"] == verdict
    assert receiver.at("/voice")[0].form["AnsweredBy"] == verdict
    assert call.fetch().answered_by == verdict


def test_asynchronous_detection_has_a_callback_of_its_own(
    world: Rehearsal, receiver: Receiver
) -> None:
    receiver.twiml["/voice"] = document('<Pause length="60"/>')
    world.put("voicemail")
    call = world.call(
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=receiver.url("/amd"),
    )
    world.ends(call)
    assert "AnsweredBy" not in receiver.at("/voice")[0].form
    (told,) = receiver.at("/amd")
    assert told.form["AnsweredBy"] == "machine_start" and told.form["CallSid"] == call.sid
    assert int(told.form["MachineDetectionDuration"]) > 0
