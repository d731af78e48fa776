import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.telephony.frames import (
    Faulted,
    Finish,
    Hold,
    Interrupted,
    Keyed,
    Opened,
    Outbound,
    Speaking,
    Speech,
    Spoken,
)
from providers.telephony.twilio.relay import read, write


def read_message(**message: Any) -> object:
    return read(json.dumps(message))


def test_it_reads_a_setup_with_its_parameters() -> None:
    frame = read_message(
        type="setup", sessionId="VX1", callSid="CA1", callerName=None, customParameters={"a": "b"}
    )
    assert frame == Opened(provider_id="CA1", session_id="VX1", parameters={"a": "b"})


def test_a_setup_may_leave_out_or_null_almost_everything() -> None:
    assert read_message(type="setup", sessionId=None, customParameters=None) == Opened("")


def test_a_prompt_without_last_is_final() -> None:
    assert read_message(type="prompt", voicePrompt=" hola ", lang="es-ES") == Spoken(
        "hola", language="es-ES", final=True
    )


def test_a_partial_prompt_is_not_final() -> None:
    frame = read_message(type="prompt", voicePrompt="ho", last=False)
    assert frame == Spoken("ho", final=False)


@pytest.mark.parametrize("duration", [460, "460", None])
def test_it_reads_what_was_heard_before_an_interruption(duration: object) -> None:
    frame = read_message(
        type="interrupt", utteranceUntilInterrupt="Sure, I", durationUntilInterruptMs=duration
    )
    assert frame == Interrupted(heard="Sure, I")


def test_an_interruption_before_any_text_has_heard_nothing() -> None:
    assert read_message(type="interrupt") == Interrupted(heard="")


def test_it_reads_who_is_speaking() -> None:
    told = read_message(type="info", name="clientSpeaking", value="on", ts=1752091234567)
    assert told == Speaking("person", active=True)
    assert read_message(type="info", name="agentSpeaking", value="off") == Speaking(
        "agent", active=False
    )
    assert read_message(type="info", name="tokensPlayed", value="Hi") is None


def test_it_reads_keys_and_errors() -> None:
    assert read_message(type="dtmf", digit="9") == Keyed("9")
    assert read_message(type="error", description="64107") == Faulted("64107")


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "null", '{"type": 3}', '{"type": "info"}', "[" * 100_000]
)
def test_it_ignores_what_it_does_not_know(text: str) -> None:
    assert read(text) is None


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["setup", "prompt", "dtmf", "interrupt", "error", "info"])},
        optional=dict.fromkeys(
            (
                *("callSid", "customParameters", "voicePrompt", "last", "digit", "description"),
                *("utteranceUntilInterrupt", "durationUntilInterruptMs", "lang"),
            ),
            st.recursive(
                st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
                lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner),
                max_leaves=4,
            ),
        ),
    )
)
def test_no_field_of_any_kind_makes_it_fail(message: dict[str, object]) -> None:
    frame = read(json.dumps(message))
    assert frame is None or "\0" not in repr(frame)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (Speech("Ñandú"), {"type": "text", "token": "Ñandú", "last": False}),
        (Speech("", last=True), {"type": "text", "token": "", "last": True}),
        (
            Speech("a", interruptible=False),
            {"type": "text", "token": "a", "last": False, "interruptible": False},
        ),
        (
            Hold("https://x/y.wav"),
            {"type": "play", "source": "https://x/y.wav", "preemptible": True},
        ),
        (Finish({"reason": "adiós"}), {"type": "end", "handoffData": '{"reason": "adiós"}'}),
    ],
)
def test_it_writes_what_twilio_documents(frame: Outbound, message: dict[str, object]) -> None:
    assert json.loads(write(frame)) == message
