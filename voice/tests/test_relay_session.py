"""One live conversation over a real socket, with PostgreSQL behind it. Only the model is a
script; Twilio's end is played frame by frame."""

import time
from dataclasses import replace

from django.urls import reverse

from calls.models import Call, Turn
from contacts.models import Contact, Suppression
from conversations.engine import Limits
from conversations.phrases import phrases_in
from conversations.tests.scripted import NEVER, ScriptedModel, tool
from conversations.tools import tools_named
from providers.errors import ProviderError
from providers.llm.base import Message, Usage
from voice.manners import Manners
from voice.tests.conftest import Serve
from voice.tests.peer import dialed, eventually
from voice.tests.people import (
    DISCLOSURE,
    OPENING,
    QUICK,
    answered_call,
    briefed_with,
    scripted_mind,
)

PHRASES = phrases_in("es")
GOODBYE = ("Gracias, adiós.", tool("end_call", outcome="goal_met", summary="Confirma la cita."))


def turns(call: Call) -> list[tuple[str, str, bool]]:
    rows = Turn.objects.filter(call=call).order_by("number")
    return [(turn.role, turn.text, turn.interrupted) for turn in rows]


def read_by(model: ScriptedModel, request: int) -> list[str]:
    """The conversation as the model's n-th request tells it."""
    return [m.text for m in model.asked[request].messages if isinstance(m, Message)]


def test_a_conversation_from_the_greeting_to_the_goodbye(serve: Serve) -> None:
    mind, model = scripted_mind([["Le llamo ", "por su cita."], GOODBYE])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("Sí, dígame.")
        assert [peer.hears_token(), peer.hears_token()] == ["Le llamo ", "por su cita."]
        assert peer.hears() == ""
        peer.says("Perfecto, allí estaré.")
        assert peer.hears() == "Gracias, adiós."
        assert peer.is_told_to_end() == {"outcome": "goal_met"}
    server.has_written()
    assert turns(call) == [
        ("agent", OPENING, False),
        ("person", "Sí, dígame.", False),
        ("agent", "Le llamo por su cita.", False),
        ("person", "Perfecto, allí estaré.", False),
        ("agent", "Gracias, adiós.", False),
    ]
    call.refresh_from_db()
    assert (call.outcome, call.summary) == ("goal_met", "Confirma la cita.")
    said = [OPENING, "Sí, dígame.", "Le llamo por su cita.", "Perfecto, allí estaré."]
    assert read_by(model, 1) == said


def test_an_interruption_stops_the_model_and_only_what_was_heard_was_said(serve: Serve) -> None:
    mind, model = scripted_mind([["Le llamo ", "por su cita ", NEVER], ["Claro."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        peer.hears_token()
        peer.hears_token()
        peer.interrupts("Le llamo")
        assert peer.hears() == ""
        peer.says("¿Quién es?")
        assert peer.hears() == "Claro."
        assert model.stopped == 2
    server.has_written()
    assert turns(call)[2] == ("agent", "Le llamo", True)
    assert read_by(model, 1) == [OPENING, "¿Diga?", "Le llamo", "¿Quién es?"]


def test_an_answer_that_was_sent_whole_can_still_be_interrupted(serve: Serve) -> None:
    mind, model = scripted_mind([["Le llamo por su cita."], ["Claro."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        assert peer.hears() == "Le llamo por su cita."
        peer.interrupts("Le llamo")
        assert peer.hears() == ""
        peer.says("¿Quién es?")
        peer.hears()
    server.has_written()
    assert turns(call)[2] == ("agent", "Le llamo", True)
    assert read_by(model, 1)[2] == "Le llamo"


def test_new_words_supersede_the_answer_that_was_being_thought(serve: Serve) -> None:
    mind, model = scripted_mind([[NEVER], ["El martes."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Cuándo")
        eventually(lambda: model.asked)
        peer.says("es la cita?")
        assert peer.hears() == "El martes."
        assert model.stopped == 2
    server.has_written()
    assert [text for _, text, _ in turns(call)] == [
        OPENING,
        "¿Cuándo",
        "es la cita?",
        "El martes.",
    ]


def test_a_disclosure_that_was_cut_short_is_owed_before_any_model_speaks(serve: Serve) -> None:
    mind, _ = scripted_mind([["Le llamo por su cita."], ["El martes."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.interrupts("Soy Ana, una")
        assert peer.hears() == ""
        peer.says("¿Quién?")
        first = peer.receive()
        assert first["token"].strip() == DISCLOSURE
        assert first["interruptible"] is False
        assert peer.hears() == "Le llamo por su cita."
        peer.says("¿Cuándo?")
        assert peer.hears() == "El martes."
    server.has_written()
    assert turns(call)[0] == ("agent", "Soy Ana, una", True)


def test_a_disclosure_that_was_heard_is_not_said_again(serve: Serve) -> None:
    mind, _ = scripted_mind([["Le llamo por su cita."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.interrupts(f"{DISCLOSURE} ¿Tiene un")
        peer.hears()
        peer.says("Sí, dígame.")
        assert peer.hears() == "Le llamo por su cita."


def test_whoever_wants_no_calls_is_obeyed_at_once_and_told_nothing_else(serve: Serve) -> None:
    mind, model = scripted_mind([[NEVER]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.interrupts("Soy Ana,")
        peer.hears()
        peer.says("No me llamen más.")
        assert peer.hears() == PHRASES.opted_out
        peer.is_told_to_end()
    server.has_written()
    call.refresh_from_db()
    assert call.outcome == "opted_out"
    suppression = Suppression.objects.get(organization=call.organization)
    assert (suppression.e164, suppression.source) == (call.to_number, "spoken")
    assert not model.asked


def test_key_nine_says_the_same(serve: Serve) -> None:
    mind, _ = scripted_mind([[NEVER]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.presses("9")
        assert peer.hears() == PHRASES.opted_out
        peer.is_told_to_end()
    server.has_written()
    assert Suppression.objects.get(organization=call.organization).source == "keyed"
    assert turns(call)[1] == ("person", "[9]", False)


def test_a_nine_within_a_number_is_a_nine(serve: Serve) -> None:
    mind, model = scripted_mind([["Gracias."]])
    manners = replace(QUICK, keys=60.0)
    server, call = serve(briefed_with(mind, manners)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        for digit in "4921#":
            peer.presses(digit)
        assert peer.hears() == "Gracias."
    server.has_written()
    assert turns(call)[1] == ("person", "[4921]", False)
    assert read_by(model, 0)[-1] == "[4921]"
    assert not Suppression.objects.exists()


def test_a_promise_outweighs_an_end_that_only_was_interested(serve: Serve) -> None:
    promise = tool("promise_callback", when="2026-11-24T17:00")
    end = tool("end_call", outcome="interested", summary="Mañana a las cinco.")
    fact = tool("note_fact", key="presupuesto", value="500 euros")
    mind, _ = scripted_mind([[fact, promise, "De acuerdo, mañana.", end]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("Llámeme mañana a las cinco de la tarde.")
        peer.hears()
        peer.is_told_to_end()
    server.has_written()
    call.refresh_from_db()
    assert (call.outcome, call.summary) == ("callback", "Mañana a las cinco.")
    assert call.callback_at is not None
    assert call.callback_at.isoformat() == "2026-11-24T16:00:00+00:00"
    contact = Contact.objects.get(organization=call.organization)
    assert contact.attributes["presupuesto"] == "500 euros"


def test_a_person_who_says_nothing_is_asked_twice_and_left_in_peace(serve: Serve) -> None:
    mind, _ = scripted_mind([[NEVER]])
    server, call = serve(briefed_with(mind, replace(QUICK, silence=0.05))), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        assert [peer.hears(), peer.hears(), peer.hears()] == [
            *PHRASES.are_you_there,
            PHRASES.lost_line,
        ]
        peer.is_told_to_end()
    server.has_written()
    call.refresh_from_db()
    assert call.outcome == ""  # nothing was decided: the conversation will be read


def test_a_model_that_fails_is_covered_up_once_and_then_the_call_ends(serve: Serve) -> None:
    down = ProviderError("down", retryable=True)
    mind, _ = scripted_mind([[down]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        assert peer.hears() == PHRASES.trouble
        peer.says("¿Diga?")
        assert peer.hears() == PHRASES.sorry_goodbye
        assert peer.is_told_to_end() == {"outcome": "failed"}
    server.has_written()
    call.refresh_from_db()
    assert call.outcome == "failed"


def test_a_fault_of_ours_ends_its_own_line_and_no_other(serve: Serve) -> None:
    mind, _ = scripted_mind([[RuntimeError("a fault of ours")], ["Sigo aquí."]])
    server = serve(briefed_with(mind))
    broken, whole = answered_call(), answered_call(number="+34600000002")
    with dialed(server.port, broken.token) as first, dialed(server.port, whole.token) as second:
        first.setup()
        second.setup()
        first.says("¿Diga?")
        assert first.is_cut_off() == 1011
        second.says("¿Diga?")
        assert second.hears() == "Sigo aquí."


def test_a_question_after_the_goodbye_is_answered(serve: Serve) -> None:
    mind, _ = scripted_mind([GOODBYE, ["El martes a las diez."]])
    server, call = serve(briefed_with(mind, replace(QUICK, breath=60.0))), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("Perfecto.")
        peer.hears()
        peer.says("Espere, ¿cuándo era?")
        assert peer.hears() == "El martes a las diez."


def test_a_call_that_lasts_too_long_ends_with_a_goodbye(serve: Serve) -> None:
    mind, _ = scripted_mind([["Le llamo ", NEVER]])
    server, call = serve(briefed_with(mind, replace(QUICK, longest_call=0.3))), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        heard = peer.hears()
        if heard.endswith("Le llamo "):
            heard = peer.hears()
        assert heard.endswith(PHRASES.enough)
        peer.says("¿Oiga?")
        peer.is_told_to_end()
    server.has_written()


def test_it_tells_how_long_the_person_waited_and_for_whom(serve: Serve) -> None:
    mind, _ = scripted_mind([[0.05, "Claro."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        peer.hears()
    server.has_written()
    latency = Turn.objects.get(call=call, number=3).latency_ms
    assert set(latency) == {"total", "model", "own"}
    assert latency["model"] > 40, "it thought for 50 ms, as a timer counts them"
    assert abs(latency["total"] - latency["model"] - latency["own"]) < 0.02


def test_odd_messages_are_passed_over(serve: Serve) -> None:
    mind, _ = scripted_mind([["Claro."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        for odd in ({"type": "novelty"}, {"type": "error", "description": "64107"}, {"x": 1}):
            peer.send(**odd)
        peer.send(type="prompt", voicePrompt="", last=True)
        peer.send(type="prompt", voicePrompt="¿Di", last=False)
        peer.says("¿Diga?")
        assert peer.hears() == "Claro."


def test_manners_of_a_faster_world_are_as_much_quicker() -> None:
    quick = Manners(silence=6.0, letters_per_second=10.0).at_speed(2)
    assert quick.silence == 3.0
    assert quick.speaking("x" * 20) == 1.0


def test_while_a_model_stalls_the_person_hears_that_somebody_is_there(serve: Serve) -> None:
    mind, _ = scripted_mind([[NEVER]], limits=Limits(first_token=2.5))
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        began = time.monotonic()
        peer.says("¿Cuánto cuesta?")
        heard = peer.hears_token()
        while PHRASES.moment[0] not in heard:
            heard += peer.hears_token()
        assert time.monotonic() - began < 3
        assert peer.hears() == ""  # its words are spoken before the sound of somebody at work
        hold = peer.receive()
        assert (hold["type"], hold["preemptible"]) == ("play", True)
        assert hold["source"].endswith(reverse("twilio_hold"))
        assert PHRASES.trouble in peer.hears()
    server.has_written()
    assert turns(call)[-1][1].endswith(PHRASES.trouble)


def test_what_the_model_took_is_kept_with_each_turn(serve: Serve) -> None:
    told = Usage(1000, 50, cached=800, model="gpt-4o-mini")
    mind, _model = scripted_mind([["Le llamo ", "por su cita.", told], ["Cuesta ", "diez ", NEVER]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        peer.hears()
        peer.says("¿Cuánto cuesta?")
        peer.hears_token()
        peer.interrupts("Cuesta")
        peer.hears()
    server.has_written()
    whole, cut = (turn.usage for turn in Turn.objects.filter(call=call, number__in=(3, 5)))
    assert (whole["read"], whole["cached"], whole["written"]) == (1000, 800, 50)
    assert whole["cost"] == 0.00012
    assert cut["estimated"]


def test_a_call_whose_money_is_spent_ends_with_a_goodbye(serve: Serve) -> None:
    dear = Usage(1_000_000, 10, model="gpt-4o")
    mind, model = scripted_mind([["Le llamo por su cita.", dear]], limits=Limits(cost=1.0))
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        assert peer.hears() == "Le llamo por su cita."
        peer.says("¿Y qué más?")
        assert peer.hears() == PHRASES.enough
        peer.is_told_to_end()
    assert len(model.asked) == 1


def test_an_agent_presses_keys_where_a_machine_asks_for_it(serve: Serve) -> None:
    mind, _ = scripted_mind([[tool("press_keys", keys="ww2 x#"), "Gracias."]])
    mind = replace(mind, tools=tools_named(["press_keys"]))
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("Para ventas, pulse dos.")
        assert peer.receive() == {"type": "sendDigits", "digits": "ww2#"}
        assert peer.hears() == "Gracias."


def test_somebody_who_speaks_another_language_is_understood_in_it(serve: Serve) -> None:
    mind, _ = scripted_mind([["Sure."], ["Of course."], ["Claro."]])
    server, call = serve(briefed_with(mind)), answered_call()
    english = {"ttsLanguage": "en-US", "transcriptionLanguage": "en-US"}
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("Hello, what is this call about please?")
        assert peer.receive() == {"type": "language", **english}
        assert peer.hears() == "Sure."
        peer.says("Okay.")
        assert peer.hears() == "Of course."
        peer.says("Perdone, ¿me puede hablar en español por favor?")
        assert peer.receive()["ttsLanguage"] == "es-ES"
        assert peer.hears() == "Claro."
