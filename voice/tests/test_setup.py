"""How a call is set up: who answered, transfers; with the simulator's people."""

import pytest
from django.utils import translation
from pytest_django import Settings

from calls.line import TRANSFER, TRANSFERRED, line_note
from calls.models import Call
from calls.story import story_of
from calls.tests.test_callerid import MADRID
from conversations.models import Agent
from conversations.mood import mood_of
from conversations.phrases import phrases_in
from voice.tests.people import answered_call
from voice.tests.provider import ADDRESSES, Provider, verbs
from voice.tests.rehearsal import World

PHRASES = phrases_in("es")
VOICEMAIL, PERSON, ANGRY = "+34910009907", "+34910009901", "+34910009917"


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


def test_somebody_angry_is_put_through_by_rule(rehearsal: World) -> None:
    agent = {"transfer_to": MADRID, "hand_over": "upset"}  # and no tool to do it with
    call = rehearsal.rings(ANGRY, agent=agent)
    said = list(call.turns.order_by("number"))
    asked = next(turn for turn in said if mood_of(turn.text).alert == "angry")
    assert said[said.index(asked) + 1].text == PHRASES.transferring
    note = line_note(call, TRANSFER)
    assert note is not None
    assert note["reason"] == f"angry: {asked.text}"
    assert line_note(call, TRANSFERRED) is not None  # the number was really dialed


def test_without_the_rule_nobody_is_put_through(rehearsal: World) -> None:
    call = rehearsal.rings(ANGRY, agent={"transfer_to": MADRID})
    assert line_note(call, TRANSFER) is None


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


def test_a_transfer_that_is_not_announced_whispers_nothing(provider: Provider) -> None:
    Agent.objects.update(transfer_announced=False)
    provider.call.events.create(source="line", key="transfer", data={"reason": "Una factura."})
    url = ADDRESSES.connected(provider.call.token)
    (dial,) = verbs(provider.posts(url, SessionStatus="ended"))
    assert (dial[0].text, dial[0].get("url")) == (MADRID, None)
    assert dial.get("action") == ADDRESSES.dialed(provider.call.token)


def test_a_line_that_fails_says_why_in_the_calls_story(provider: Provider) -> None:
    failed = {"SessionStatus": "failed", "CallStatus": "in-progress", "ErrorCode": "64108"}
    provider.posts(ADDRESSES.connected(provider.call.token), **failed)
    with translation.override("en"):
        said = {str(moment.label): moment.detail for moment in story_of(provider.call).moments}
    assert said["The live line failed"] == "No sound came from the person's phone any more."


@pytest.mark.parametrize("is_wanted", [False, True])
def test_twilio_transcribes_too_where_that_is_wanted(
    provider: Provider, settings: Settings, is_wanted: bool
) -> None:
    settings.TRANSCRIBE_CALLS = is_wanted
    document = verbs(provider.posts(ADDRESSES.answer(provider.call.token)))
    begun = [verb[0] for verb in document if verb.tag == "Start"]
    assert [each.tag for each in begun] == ["Transcription"] * is_wanted
    if is_wanted:
        url = ADDRESSES.transcribed(provider.call.token)
        assert (begun[0].get("statusCallbackUrl"), begun[0].get("languageCode")) == (url, "es-ES")
