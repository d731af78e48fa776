"""How a call is set up: who answered, transfers; with the simulator's people."""

import pytest

from calls.line import TRANSFERRED, line_note
from calls.models import Call
from calls.tests.test_callerid import MADRID
from conversations.models import Agent
from conversations.phrases import phrases_in
from voice.tests.people import answered_call
from voice.tests.provider import ADDRESSES, Provider, verbs
from voice.tests.rehearsal import World

PHRASES = phrases_in("es")
VOICEMAIL, PERSON = "+34910009907", "+34910009901"


# --- With the simulator


def test_a_machine_hears_the_agents_message_after_its_beep(rehearsal: World) -> None:
    call = rehearsal.rings(
        VOICEMAIL, on_machine="message", agent={"voicemail_message": "Llamo por su cita."}
    )
    assert (call.status, call.outcome) == ("completed", "voicemail")
    assert call.answered_by == "machine_end_beep"
    last = call.turns.order_by("number").last()
    assert last is not None
    assert "Llamo por su cita." in last.text


def test_a_machine_is_hung_up_on(rehearsal: World) -> None:
    call = rehearsal.rings(VOICEMAIL, on_machine="hang_up")
    assert (call.status, call.outcome) == ("completed", "voicemail")
    assert call.answered_by == "machine_start"
    assert call.duration is not None
    assert call.duration < 20


def test_a_person_is_not_disturbed_by_the_detection(rehearsal: World) -> None:
    call = rehearsal.rings(PERSON, on_machine="hang_up")
    assert (call.outcome, call.answered_by) == ("goal_met", "human")


# --- Webhook by webhook


@pytest.fixture
def provider(called: None, transactional_db: None) -> Provider:
    call = answered_call(voice_mode=Agent.VoiceMode.GATHER)
    Agent.objects.update(transfer_to=MADRID, tools=["transfer"])
    return Provider(Call.objects.get(pk=call.pk))


def test_an_unknown_answerer_changes_nothing_and_a_verdict_counts_once(provider: Provider) -> None:
    Call.objects.update(on_machine="hang_up")
    url = ADDRESSES.machine(provider.call.token)
    assert provider.posts(url, AnsweredBy="unknown").status_code == 204
    assert provider.posts(url, AnsweredBy="machine_start").status_code == 204
    provider.call.refresh_from_db()
    assert (provider.call.answered_by, provider.call.outcome) == ("unknown", "")


def test_a_transfer_rings_the_number_whispers_and_ends(provider: Provider) -> None:
    token = provider.call.token
    provider.call.events.create(source="line", key="transfer", data={"reason": "Una factura."})
    (dial,) = verbs(provider.posts(ADDRESSES.connected(token), SessionStatus="ended"))
    assert (dial.tag, dial[0].text, dial.get("callerId")) == ("Dial", MADRID, "+12025550100")
    (said,) = verbs(provider.posts(dial[0].get("url", "")))
    assert said.text == "Le paso una llamada de Luis. Una factura."
    ended = provider.posts(dial.get("action", ""), DialCallStatus="completed", DialBridged="true")
    assert [verb.tag for verb in verbs(ended)] == ["Hangup"]
    provider.call.refresh_from_db()
    assert (provider.call.outcome, provider.call.summary) == ("interested", "Una factura.")


def test_when_nobody_takes_a_transfer_the_agent_goes_on(provider: Provider) -> None:
    token = provider.call.token
    provider.call.events.create(source="line", key="transfer", data={})
    url = ADDRESSES.dialed(token)
    (gather,) = verbs(provider.posts(url, DialCallStatus="no-answer", DialBridged="false"))
    assert (gather.tag, gather[0].text) == ("Gather", PHRASES.nobody_free)
    assert line_note(provider.call, TRANSFERRED) == {"status": "no-answer"}
