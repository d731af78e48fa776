"""Documents are looked up while the person still speaks, over a relay and over a stream."""

from dataclasses import replace

import pytest

from calls.models import Call
from calls.trunks import addresses_of
from conversations.abilities import documents as abilities
from conversations.abilities.documents import documents_for
from conversations.models import Agent
from conversations.voices import speech_account
from knowledge import services
from knowledge.search import search as really
from providers.llm.base import Message
from voice.instructions import begin
from voice.tests.caller import Caller, spoken
from voice.tests.conftest import Serve
from voice.tests.peer import dialed, eventually
from voice.tests.people import answered_call, briefed_with, scripted_mind
from voice.tests.rehearsal import SPEED_OF_SOUND, World

QUESTION = "¿Cuánto cuesta el menú del mediodía?"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, reading_threads: None) -> list[str]:
    """What the documents were asked, in order; they are really asked."""
    seen: list[str] = []

    def search(*, question: str, **rest: object) -> object:
        found = really(question=question, **rest)  # type: ignore[arg-type]
        seen.append(question)
        return found

    monkeypatch.setattr(abilities, "search", search)
    return seen


def call_with_documents(*, mode: str = Agent.VoiceMode.RELAY) -> Call:
    call = answered_call(voice_mode=mode)
    Agent.objects.filter(pk=call.agent.pk).update(tools=["lookup_knowledge"])
    call.agent.refresh_from_db()
    document = services.add_document(
        organization=call.organization,
        title="Carta",
        content="El menú del mediodía cuesta catorce euros.".encode(),
        kind="txt",
    )
    services.index_document(document_id=document.pk)
    return call


def test_a_relay_looks_up_what_is_being_said(serve: Serve, asked: list[str]) -> None:
    mind, model = scripted_mind([["Catorce euros."]])
    call = call_with_documents()
    documents = documents_for(call.agent)
    server = serve(briefed_with(replace(mind, documents=documents)))
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.send(type="prompt", voicePrompt=QUESTION.rstrip("?"), lang="es-ES", last=False)
        eventually(lambda: asked)
        assert not model.asked  # nobody answers what is not finished
        peer.says(QUESTION)
        assert peer.hears() == "Catorce euros."
    server.has_written()
    pieces, heard = model.asked[0].messages[-2:]
    assert isinstance(pieces, Message)
    assert "[1] Carta: El menú del mediodía cuesta catorce euros." in pieces.text
    assert heard == Message("user", QUESTION)
    assert asked == [QUESTION.rstrip("?")]


@pytest.mark.django_db
def test_partial_words_are_asked_for_only_where_there_are_documents(called: None) -> None:
    assert 'partialPrompts="true"' in begin(call_with_documents())
    assert "partialPrompts" not in begin(answered_call(number="+34600000002"))


def test_a_stream_looks_up_what_is_being_said(rehearsal: World, asked: list[str]) -> None:
    rehearsal.asks("speed", {"speed": SPEED_OF_SOUND})
    rehearsal.settings.SIMULATOR_SPEED = SPEED_OF_SOUND
    call = call_with_documents(mode=Agent.VoiceMode.STREAM)
    said_by_them = call.turns.filter(role="person")
    sound = spoken(QUESTION, speech_account(call.organization).base_url)
    with Caller(addresses_of(call.trunk).stream_socket(call.token)) as caller:
        caller.begins(sound)
        eventually(lambda: asked)
        assert not said_by_them.exists()  # they have not finished
        caller.pauses()
        eventually(said_by_them.exists)
        caller.drops()
    rehearsal.has_written()
    assert said_by_them.get().text == QUESTION
    assert "cuesta el menú" in asked[0]
