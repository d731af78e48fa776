"""ConversationRelay: the socket's protocol, as our side sees it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from simulator.tests.receiver import Receiver
from simulator.tests.world import Rehearsal

QUESTION = "Good morning, this is Ana from the dental clinic. Am I speaking with you?"
GOODBYE = "Thank you for your time. Have a good day. Goodbye."


def relay_document(receiver: Receiver, attributes: str = "", children: str = "") -> str:
    url = receiver.socket_url("/relay/abc")
    return (
        f'<Response><Connect action="/ended"><ConversationRelay url="{url}" {attributes}>'
        f"{children}</ConversationRelay></Connect></Response>"
    )


def said(text: str) -> list[dict[str, Any]]:
    """A reply in the tokens that a model would stream."""
    words = text.split(" ")
    tokens = [{"type": "text", "token": f"{word} ", "last": False} for word in words]
    return [*tokens, {"type": "text", "token": "", "last": True}]


def script(*replies: list[dict[str, Any]]) -> Callable[[dict[str, Any]], list[Any]]:
    """An agent that gives one reply to the setup or to each finished prompt in turn."""
    left = list(replies)

    def agent(message: dict[str, Any]) -> list[Any]:
        is_turn = message["type"] == "prompt" and message["last"]
        return left.pop(0) if left and is_turn else []

    return agent


def ended(receiver: Receiver) -> dict[str, str]:
    receiver.wait(lambda: receiver.at("/ended"))
    return receiver.at("/ended")[0].form


def test_a_conversation_until_our_side_ends_it(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(
        receiver, children='<Parameter name="call" value="42"/>'
    )
    receiver.agent = script(
        said(QUESTION), [*said("One moment."), {"type": "end", "handoffData": '{"why":"done"}'}]
    )
    world.put("agreeable")
    call = world.call()
    last = world.ends(call)
    setup, hello, answer = receiver.frames[:3]
    assert setup["type"] == "setup" and setup["callSid"] == call.sid
    assert setup["sessionId"].startswith("VX") and setup["customParameters"] == {"call": "42"}
    assert hello["type"] == "prompt" and hello["last"] is True and hello["lang"] == "en-US"
    assert answer["voicePrompt"]
    told = ended(receiver)
    assert (told["SessionStatus"], told["CallStatus"]) == ("ended", "in-progress")
    assert told["HandoffData"] == '{"why":"done"}' and told["SessionId"] == setup["sessionId"]
    assert int(told["SessionDuration"]) > 0 and last["CallStatus"] == "completed"


def test_the_handshake_is_signed(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.agent = script([{"type": "end"}])
    world.put("agreeable")
    world.ends(world.call())
    validator = RequestValidator(world.settings.auth_token)
    signature = receiver.socket_headers["x-twilio-signature"]
    assert validator.validate(receiver.socket_url("/relay/abc"), {}, signature)
    assert "HandoffData" not in ended(receiver)


def test_a_person_barges_in(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.agent = script(said(QUESTION), said("It is about that."), [{"type": "end"}])
    world.put("interrupts")
    world.ends(world.call())
    (first, *_) = receiver.of_type("interrupt")
    heard = first["utteranceUntilInterrupt"]
    assert 18 <= len(heard) <= 34 and QUESTION.startswith(heard.rstrip())
    assert first["durationUntilInterruptMs"] == int(len(heard) / 15 * 1000)
    place = receiver.frames.index(first)
    assert receiver.frames[place + 1]["type"] == "prompt"


def test_nobody_barges_in_where_it_is_forbidden(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver, 'interruptible="none"')
    receiver.agent = script(said(QUESTION), said("It is this."), said(QUESTION), said(GOODBYE))
    world.put("interrupts")
    world.ends(world.call())
    assert receiver.of_type("interrupt") == []


def test_the_duration_may_be_text(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.agent = script(said(QUESTION), [{"type": "end"}])
    world.put("interrupts")
    world.fault("relay_text_duration")
    world.ends(world.call())
    duration = receiver.of_type("interrupt")[0]["durationUntilInterruptMs"]
    assert isinstance(duration, str) and int(duration) > 0


def test_a_welcome_is_spoken_before_anyone_else(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver, f'welcomeGreeting="{QUESTION}"')
    receiver.agent = script(said(GOODBYE))
    world.put("agreeable")
    world.ends(world.call())
    first = receiver.of_type("prompt")[0]["voicePrompt"]
    assert first in ("Yes, that's me.", "Speaking, go ahead.", "Yes, this is me. How can I help?")


def test_the_person_hangs_up(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.agent = script(said(QUESTION))
    world.put("hangs_up_early")
    world.ends(world.call())
    told = ended(receiver)
    assert (told["SessionStatus"], told["CallStatus"]) == ("completed", "completed")
    receiver.wait(lambda: receiver.closes)


def test_hanging_up_by_rest_ends_the_session(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    world.put("silent")
    call = world.call()
    receiver.wait(lambda: receiver.of_type("setup"))
    call.update(status="completed")
    assert ended(receiver)["SessionStatus"] == "completed"
    assert world.ends(call)["CallStatus"] == "completed"


def test_keys_are_told_one_by_one(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver, 'dtmfDetection="true"')
    receiver.agent = script(said("Please key in your customer number."))
    world.put("keys_digits")
    call = world.call()
    receiver.wait(lambda: len(receiver.of_type("dtmf")) == 5)
    digits = "".join(frame["digit"] for frame in receiver.of_type("dtmf"))
    assert digits[:4].isdigit() and digits[4] == "#"
    call.update(status="completed")


def test_partial_prompts_and_played_tokens_are_told_when_asked(
    world: Rehearsal, receiver: Receiver
) -> None:
    receiver.twiml["/voice"] = relay_document(
        receiver, 'partialPrompts="true" events="tokens-played speaker-events"'
    )
    receiver.agent = script(said("Hello."), [{"type": "end"}])
    world.put("agreeable")
    world.ends(world.call())
    prompts = receiver.of_type("prompt")
    assert [each["last"] for each in prompts[:2]] == [False, True]
    assert prompts[1]["voicePrompt"].startswith(prompts[0]["voicePrompt"])
    names = [(frame["name"], frame["value"]) for frame in receiver.of_type("info")]
    assert ("tokensPlayed", "Hello. ") in names and ("clientSpeaking", "on") in names
    assert names.count(("agentSpeaking", "on")) == names.count(("agentSpeaking", "off")) == 1


@pytest.mark.parametrize(
    "message",
    [
        "not json",
        json.dumps(["text"]),
        json.dumps({"type": "speak", "token": "x"}),
        json.dumps({"type": "text", "last": True}),
        json.dumps({"type": "text", "token": 7}),
        json.dumps({"type": "text", "token": "x", "last": "yes"}),
        json.dumps({"type": "text", "token": "x", "mood": "kind"}),
        json.dumps({"type": "end", "handoffData": {"why": "object"}}),
        json.dumps({"type": "play", "source": "https://x/y.mp3", "loop": True}),
    ],
)
def test_a_message_that_twilio_would_refuse(
    world: Rehearsal, receiver: Receiver, message: str
) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.agent = lambda frame: [message] if frame["type"] == "setup" else []
    world.put("agreeable")
    world.ends(world.call())
    told = ended(receiver)
    assert (told["SessionStatus"], told["ErrorCode"]) == ("failed", "64107")
    assert "64107" in receiver.of_type("error")[0]["description"]


def test_a_socket_that_we_close_is_a_failure(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.close_after = "prompt"
    world.put("agreeable")
    world.ends(world.call())
    told = ended(receiver)
    assert (told["SessionStatus"], told["ErrorCode"]) == ("failed", "39001")
    assert told["CallStatus"] == "in-progress"


def test_a_socket_that_breaks(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.agent = script(said(QUESTION), said(QUESTION), said(QUESTION))
    world.put("agreeable")
    world.fault("relay_drop", turns=2)
    world.ends(world.call())
    assert ended(receiver)["ErrorCode"] == "39001"
    assert len(receiver.of_type("prompt")) == 2


@pytest.mark.parametrize("is_fault", [True, False])
def test_a_socket_that_is_refused(world: Rehearsal, receiver: Receiver, is_fault: bool) -> None:
    document = relay_document(receiver)
    if is_fault:
        world.fault("relay_refused")
    else:
        document = document.replace("/relay/abc", "/voice")
    receiver.twiml["/voice"] = document
    world.put("agreeable")
    world.ends(world.call())
    assert ended(receiver)["ErrorCode"] == "64102"


def test_the_action_may_resume_the_conversation(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver)
    receiver.twiml["/ended"] = relay_document(receiver).replace('action="/ended"', "")
    receiver.agent = script(said(QUESTION), said(GOODBYE))
    world.put("agreeable")
    world.fault("relay_refused", count=1)
    assert world.ends(world.call())["CallStatus"] == "completed"
    assert ended(receiver)["SessionStatus"] == "failed"
    assert len(receiver.of_type("setup")) == 1


def test_a_socket_must_be_encrypted_off_this_machine(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = relay_document(receiver).replace(
        receiver.socket_url("/relay/abc"), "ws://example.com/relay"
    )
    world.put("agreeable")
    call = world.call()
    world.ends(call)
    assert world.ledger("error", sid=call.sid)[0]["code"] == 12200
