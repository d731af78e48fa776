"""What somebody who reads along does to a call under way: a hint to the agent, and taking over."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from calls.hints import hints_of
from calls.line import TRANSFER, line_notes
from calls.models import Call
from conversations.phrases import phrases_in
from conversations.tests.scripted import ScriptedModel
from tests import rows
from voice.tests.conftest import Serve
from voice.tests.peer import Peer, dialed
from voice.tests.people import answered_call, briefed_with, scripted_mind


def browser(call: Call, role: Role = Role.OPERATOR) -> Client:
    return rows.browser(call.organization, role)


def whisper(call: Call, text: str, role: Role = Role.OPERATOR) -> int:
    answer = browser(call, role).post(reverse("calls:hint", args=[call.pk]), {"text": text})
    return answer.status_code


def until_taken(call: Call, peer: Peer, model: ScriptedModel) -> None:
    """Whisper until the process hears of it (Redis keeps nothing for who does not listen yet) and
    the agent answers by it."""
    for _ in range(100):
        assert whisper(call, "Ofrécele el martes.") == 302
        peer.says("¿Cuándo?")
        assert peer.hears() == "Hay un hueco."
        if "- Ofrécele el martes." in model.asked[-1].system:
            return
    raise AssertionError("no hint was taken")


def test_a_hint_is_followed_from_the_next_answer_on_and_never_said(serve: Serve) -> None:
    mind, model = scripted_mind([["Le llamo por su cita."], ["Hay un hueco."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        peer.hears()
        assert "Ofrécele" not in model.asked[0].system
        until_taken(call, peer, model)
        assert model.asked[-1].system.startswith(mind.prompt)
    server.has_written()
    assert not call.turns.filter(text__contains="Ofrécele").exists()


@pytest.mark.django_db
def test_a_call_by_webhooks_reads_its_hints_with_the_next_turn() -> None:
    call = answered_call()
    whisper(call, "  Ofrécele \n el martes. ")
    assert hints_of(call) == ["Ofrécele el martes."]
    page = browser(call).get(reverse("calls:detail", args=[call.pk]))
    assert "Ofrécele el martes." in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_a_hint_has_some_words(text: str) -> None:
    call = answered_call()
    whisper(call, text)
    assert hints_of(call) == []


@pytest.mark.django_db
def test_who_may_not_call_may_not_whisper_either() -> None:
    call = answered_call()
    assert whisper(call, "Cuelga.", Role.VIEWER) == 403
    assert hints_of(call) == []


@pytest.mark.django_db
def test_nobody_can_be_put_through_without_a_number() -> None:
    call = answered_call()
    browser(call).post(reverse("calls:take_over", args=[call.pk]))
    assert line_notes(call) == frozenset()


def test_taking_over_stops_the_agent_and_puts_the_person_through(serve: Serve) -> None:
    mind, model = scripted_mind([["Hay un hueco."]])
    server, call = serve(briefed_with(mind)), answered_call()
    call.agent.transfer_to = "+34910000099"
    call.agent.save()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        until_taken(call, peer, model)
        browser(call).post(reverse("calls:take_over", args=[call.pk]))
        assert peer.hears() == phrases_in("es").transferring
        assert peer.is_told_to_end() == {"outcome": "transfer"}
    server.has_written()
    assert TRANSFER in line_notes(call)
