"""Whole calls, from the ring to the last callback, with the simulator's people."""

import re

import pytest

from calls.line import LINE_LOST, line_notes
from calls.models import Call, Recording, Turn
from calls.recordings import fetch
from contacts.models import Suppression
from conversations.models import Agent
from conversations.phrases import phrases_in
from voice.tests.peer import eventually
from voice.tests.rehearsal import World

RELAY, GATHER = Agent.VoiceMode.RELAY, Agent.VoiceMode.GATHER
STREAM = Agent.VoiceMode.STREAM
STREAM_TOO = pytest.param(STREAM, marks=pytest.mark.long)
PHRASES = phrases_in("es")
pytestmark = pytest.mark.early


def number(person: int) -> str:
    return f"+349100099{person:02}"


AGREEABLE, INTERRUPTS, HANGS_UP = number(1), number(9), number(10)
SILENT, TOMORROW, OPTS_OUT, KEYS = number(12), number(13), number(14), number(19)
ASKS_NUMBER = "Hola. ¿Me dice su número de teléfono, por favor?"
DIGITS = re.compile(r"\b(?:seis uno cero|ocho ocho uno|setenta y tres|dos dos)\b")
MURMURS, DICTATES, NOISY = number(23), number(24), number(25)


def turns(call: Call) -> list[Turn]:
    return list(Turn.objects.filter(call=call).order_by("number"))


def agents_last(call: Call) -> str:
    return Turn.objects.filter(call=call, role="agent").latest("number").text


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM])
def test_somebody_who_agrees(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(AGREEABLE, mode=mode)
    said = turns(call)
    assert (call.status, call.outcome) == ("completed", "goal_met")
    assert "inteligencia artificial" in said[0].text
    assert [turn.role for turn in said[:4]] == ["agent", "person", "agent", "person"]
    assert said[2].latency_ms["own"] <= said[2].latency_ms["total"]
    assert LINE_LOST not in line_notes(call)
    assert rehearsal.asks("summary")["errors"] == 0


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM])
def test_a_call_is_recorded_and_brought_home(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(AGREEABLE, mode=mode)
    eventually(lambda: Recording.objects.filter(call=call).exists())
    fetch(recording_id=Recording.objects.get().pk)
    assert (Recording.objects.get().state, Recording.objects.get().seconds > 5) == ("ready", True)
    assert Recording.objects.get().size > 10_000


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM_TOO])
def test_somebody_who_wants_no_calls(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(OPTS_OUT, mode=mode)
    assert call.outcome == "opted_out"
    assert Suppression.objects.get(organization=call.organization).e164 == call.to_number
    assert agents_last(call) == PHRASES.opted_out


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM_TOO])
def test_somebody_who_asks_to_be_called_tomorrow(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(TOMORROW, mode=mode)
    assert call.outcome == "callback"
    assert call.callback_at is not None
    assert call.callback_at > call.created_at


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM_TOO])
def test_somebody_who_never_says_a_word(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(SILENT, mode=mode)
    assert call.status == "completed"
    assert {turn.role for turn in turns(call)} == {"agent"}


@pytest.mark.parametrize("mode", [RELAY, STREAM])
def test_somebody_who_interrupts_hears_the_disclosure_all_the_same(
    rehearsal: World, mode: str
) -> None:
    call = rehearsal.rings(INTERRUPTS, mode=mode)
    opening, _, answer, *_ = turns(call)
    assert opening.interrupted
    assert len(opening.text) < 80
    assert answer.text.startswith("Hola. Soy Ana, una inteligencia artificial")
    assert call.outcome == "goal_met"
    assert rehearsal.asks("summary")["errors"] == 0


@pytest.mark.parametrize("mode", [RELAY, STREAM_TOO])
def test_somebody_who_hangs_up_in_the_first_sentence(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(HANGS_UP, mode=mode)
    assert call.status == "completed"
    assert len(turns(call)) == 1


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM_TOO])
def test_somebody_who_answers_with_keys(rehearsal: World, mode: str) -> None:
    call = rehearsal.rings(KEYS, mode=mode)
    pressed = [turn.text for turn in turns(call) if turn.text.startswith("[")]
    assert pressed
    assert all(len(text) == len("[1234]") for text in pressed)


@pytest.mark.parametrize("mode", [RELAY, STREAM_TOO])
def test_a_line_that_breaks_in_the_middle_goes_on(rehearsal: World, mode: str) -> None:
    rehearsal.breaks(kind=f"{mode}_drop", turns=1, count=1)
    call = rehearsal.rings(AGREEABLE, mode=mode)
    assert (call.status, call.outcome) == ("completed", "goal_met")
    said = turns(call)
    assert [turn.number for turn in said] == list(range(1, len(said) + 1))


@pytest.mark.parametrize("mode", [RELAY, STREAM_TOO])
def test_a_line_that_cannot_be_opened_is_tried_once_more(rehearsal: World, mode: str) -> None:
    rehearsal.breaks(kind=f"{mode}_refused", count=1)
    call = rehearsal.rings(AGREEABLE, mode=mode)
    assert call.outcome == "goal_met"
    assert LINE_LOST not in line_notes(call)


@pytest.mark.parametrize("mode", [RELAY, STREAM])
def test_a_line_that_never_opens_goes_on_by_webhooks(rehearsal: World, mode: str) -> None:
    rehearsal.breaks(kind=f"{mode}_refused")
    call = rehearsal.rings(AGREEABLE, mode=mode)
    assert (call.status, call.outcome) == ("completed", "goal_met")
    assert LINE_LOST in line_notes(call)


@pytest.mark.parametrize("mode", [RELAY, GATHER, STREAM_TOO])
@pytest.mark.parametrize("kind", ["model_500", "model_cut", "model_malformed"])
def test_a_model_that_fails_for_good_ends_the_call_politely(
    rehearsal: World, mode: str, kind: str
) -> None:
    rehearsal.breaks(kind=kind)
    call = rehearsal.rings(AGREEABLE, mode=mode)
    assert (call.status, call.outcome) == ("completed", "failed")
    assert agents_last(call).endswith(PHRASES.sorry_goodbye)


def test_a_document_that_comes_too_late_is_mended(rehearsal: World) -> None:
    rehearsal.breaks(kind="twiml_timeout", path="*answer", count=1)
    assert rehearsal.rings(AGREEABLE).outcome == "goal_met"


def test_whatever_becomes_of_the_callbacks_the_call_ends_once(rehearsal: World) -> None:
    for kind in ("callback_duplicate", "callback_reorder", "callback_port_signature"):
        rehearsal.breaks(kind=kind, probability=0.5)
    call = rehearsal.rings(AGREEABLE)
    assert (call.status, call.outcome) == ("completed", "goal_met")
    assert rehearsal.asks("summary")["rings"] == 1


@pytest.mark.parametrize(
    "kind",
    ["speech_slow", "speech_concurrency", "speech_cut"],
)
def test_where_voice_or_ear_fails_the_call_goes_on_by_webhooks(rehearsal: World, kind: str) -> None:
    rehearsal.breaks(kind=kind, seconds=1000, count=1)
    call = rehearsal.rings(AGREEABLE, mode=STREAM)
    assert (call.status, call.outcome) == ("completed", "goal_met")
    assert LINE_LOST in line_notes(call)
    assert "inteligencia artificial" in "".join(turn.text for turn in turns(call))


@pytest.mark.long
def test_somebody_who_murmurs_is_not_an_interruption(rehearsal: World) -> None:
    call = rehearsal.rings(MURMURS, mode=STREAM)
    assert call.outcome == "goal_met"
    said = turns(call)
    assert not [turn.text for turn in said if turn.interrupted]
    murmurs = {"ajá", "mm-hm", "sí, sí"}
    assert not [turn.text for turn in said if turn.text.lower().strip(".") in murmurs]


@pytest.mark.long
def test_a_number_that_is_dictated_is_heard_whole(rehearsal: World) -> None:
    agent = {"goal": "Pedir el número de teléfono de contacto.", "first_message": ASKS_NUMBER}
    call = rehearsal.rings(DICTATES, mode=STREAM, agent=agent)
    dictated = [turn.text for turn in turns(call) if DIGITS.search(turn.text)]
    assert dictated  # perhaps more than once: who is asked again says it again
    whole = ("cero nueve", "cinco cuatro")
    assert [text for text in dictated if not text.rstrip(".").endswith(whole)] == []


@pytest.mark.long
def test_somebody_in_a_noisy_street_is_understood(rehearsal: World) -> None:
    call = rehearsal.rings(NOISY, mode=STREAM)
    assert (call.status, call.outcome) == ("completed", "goal_met")
    assert LINE_LOST not in line_notes(call)
