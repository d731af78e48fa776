"""What Twilio is told to do with a call, webhook by webhook."""

import datetime as dt
import io
import socket
import wave
from collections.abc import Iterator
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from audio.services import clips_for
from calls.models import Call, Turn
from contacts.models import Suppression
from conversations.models import Agent
from conversations.phrases import phrases_in
from lib.clock import database_now
from voice import gathering, sounding, thinking
from voice.tests.people import answered_call
from voice.tests.provider import ADDRESSES, Provider, verbs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("called")]

PHRASES = phrases_in("es")


@pytest.fixture
def relay() -> Provider:
    return Provider(answered_call())


@pytest.fixture
def gather() -> Provider:
    return Provider(answered_call(voice_mode=Agent.VoiceMode.GATHER))


def texts(call: Call) -> list[str]:
    return list(Turn.objects.filter(call=call).order_by("number").values_list("text", flat=True))


class TestALiveConversation:
    def test_it_is_opened_with_the_disclosure_as_its_greeting(self, relay: Provider) -> None:
        token = relay.call.token
        (connect,) = verbs(relay.posts(ADDRESSES.answer(token), CallStatus="in-progress"))
        assert connect.get("action") == ADDRESSES.connected(token)
        assert connect[0].get("url") == ADDRESSES.relay_socket(token)
        assert connect[0].get("language") == "es-ES"
        greeting = connect[0].get("welcomeGreeting", "")
        assert greeting.startswith("Hola. Soy Ana, una inteligencia artificial")
        assert "Luis" in greeting
        assert texts(relay.call) == []  # said when the socket is open, and written down then

    def test_it_speaks_as_where_the_person_lives(self, relay: Provider) -> None:
        contact = relay.call.contact
        assert contact is not None
        contact.country, contact.language = "US", "en"
        contact.save()
        (connect,) = verbs(relay.posts(ADDRESSES.answer(relay.call.token)))
        assert connect[0].get("language") == "en-US"
        assert "artificial intelligence" in connect[0].get("welcomeGreeting", "")

    def test_what_we_ended_is_hung_up(self, relay: Provider) -> None:
        ended = relay.posts(
            ADDRESSES.connected(relay.call.token),
            SessionStatus="ended",
            CallStatus="in-progress",
            HandoffData='{"outcome": "goal_met"}',
        )
        assert [verb.tag for verb in verbs(ended)] == ["Hangup"]

    def test_a_line_that_broke_is_opened_once_more(self, relay: Provider) -> None:
        Turn.objects.create(call=relay.call, number=1, role="agent", text="Hola.", said_at_ms=0)
        failed = {"SessionStatus": "failed", "CallStatus": "in-progress", "ErrorCode": "39001"}
        url = ADDRESSES.connected(relay.call.token)
        (connect,) = verbs(relay.posts(url, **failed))
        assert connect[0].get("url") == ADDRESSES.relay_socket(relay.call.token)
        assert connect[0].get("welcomeGreeting") is None  # the session goes on by itself
        again = connect.get("action", "")
        assert again != url
        (gather,) = verbs(relay.posts(again, **failed))  # a second failure: by webhooks then
        assert (gather.tag, gather[0].text) == ("Gather", "Hola.")

    def test_a_line_that_never_opened_is_tried_with_another_voice(self, relay: Provider) -> None:
        Agent.objects.update(voice="a-voice-that-is-gone")
        (first,) = verbs(relay.posts(ADDRESSES.answer(relay.call.token)))
        assert first[0].get("voice") == "a-voice-that-is-gone"
        failed = relay.posts(ADDRESSES.connected(relay.call.token), SessionStatus="failed")
        (second,) = verbs(failed)
        assert second[0].get("voice") is None
        assert second[0].get("welcomeGreeting") == first[0].get("welcomeGreeting")

    @pytest.mark.parametrize("outcome", ["goal_met", "opted_out"])
    def test_a_line_that_broke_after_the_goodbye_is_not(
        self, relay: Provider, outcome: str
    ) -> None:
        Call.objects.update(outcome=outcome)
        failed = relay.posts(ADDRESSES.connected(relay.call.token), SessionStatus="failed")
        assert [verb.tag for verb in verbs(failed)] == ["Hangup"]

    def test_nothing_is_said_on_a_call_that_is_over(self, relay: Provider) -> None:
        Call.objects.update(status="completed")
        for url in (ADDRESSES.answer(relay.call.token), ADDRESSES.fallback(relay.call.token)):
            assert [verb.tag for verb in verbs(relay.posts(url))] == ["Hangup"]


class TestTurnByTurn:
    def opened(self, provider: Provider) -> str:
        """The address that hears what came of the opening."""
        say, gather = verbs(provider.posts(ADDRESSES.answer(provider.call.token)))
        assert say.text is not None
        assert "inteligencia artificial" in say.text  # before the question: not to be interrupted
        assert gather[0].text == "¿Hablo con Luis?"
        return gather.get("action", "")

    def test_it_opens_with_a_disclosure_that_nobody_can_cut_short(self, gather: Provider) -> None:
        action = self.opened(gather)
        assert action.startswith(ADDRESSES.gathered(gather.call.token))
        assert self.opened(gather) == action  # asked again, it is the same opening
        assert len(texts(gather.call)) == 1

    def test_whoever_wants_no_calls_is_obeyed(self, gather: Provider) -> None:
        action = self.opened(gather)
        said = gather.posts(action, SpeechResult="No me llamen más", Confidence="0.9")
        say, hangup = verbs(said)
        assert (say.text, hangup.tag) == (PHRASES.opted_out, "Hangup")
        assert Suppression.objects.get(organization=gather.call.organization).source == "spoken"

    def test_key_nine_says_the_same(self, gather: Provider) -> None:
        verbs(gather.posts(self.opened(gather), Digits="9"))
        assert Suppression.objects.get(organization=gather.call.organization).source == "keyed"

    def test_a_nine_within_a_number_is_a_nine(self, gather: Provider) -> None:
        verbs(gather.posts(self.opened(gather), Digits="4921"))
        assert texts(gather.call)[1] == "[4921]"
        assert not Suppression.objects.exists()

    def test_silence_is_asked_after_twice_and_then_the_call_ends(self, gather: Provider) -> None:
        action, heard = self.opened(gather), []
        while action:
            document = verbs(gather.posts(action))
            verb = document[-1]
            heard.append(verb[0].text if verb.tag == "Gather" else document[0].text)
            action = verb.get("action", "")
        assert heard == [*PHRASES.are_you_there, PHRASES.lost_line]

    def test_the_same_request_again_finds_its_answer_and_does_nothing(
        self, gather: Provider
    ) -> None:
        action = self.opened(gather)
        first = gather.posts(action, SpeechResult="")
        before = texts(gather.call)
        again = gather.posts(action, SpeechResult="")
        assert again.content == first.content
        assert texts(gather.call) == before

    def test_a_model_that_is_away_is_covered_up_once_and_then_the_call_ends(
        self, gather: Provider
    ) -> None:
        action = self.opened(gather)
        (ask,) = verbs(gather.posts(action, SpeechResult="¿Quién es?"))
        assert ask[0].text == PHRASES.trouble
        say, hangup = verbs(gather.posts(ask.get("action", ""), SpeechResult="¿Quién es?"))
        assert (say.text, hangup.tag) == (PHRASES.sorry_goodbye, "Hangup")
        gather.call.refresh_from_db()
        assert gather.call.outcome == "failed"

    def test_a_model_that_stalls_is_not_waited_for(
        self, gather: Provider, silent_model: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gathering, "THINKS_WITHIN", 0.2)
        (ask,) = verbs(gather.posts(self.opened(gather), SpeechResult="¿Quién es?"))
        assert ask[0].text == PHRASES.trouble

    def test_while_a_model_thinks_long_the_person_hears_so_and_then_the_answer(
        self, gather: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(thinking, "ANSWERS_WITHIN", 0.0)
        say, redirect = verbs(gather.posts(self.opened(gather), SpeechResult="¿Quién es?"))
        assert (say.text, redirect.tag) == (PHRASES.moment[0], "Redirect")
        (ask,) = verbs(gather.posts(redirect.text or ""))
        assert ask[0].text == PHRASES.trouble  # there is no model here: so much came of it
        assert texts(gather.call)[1:] == ["¿Quién es?", PHRASES.trouble]

    def test_a_goodbye_that_took_long_is_said_and_ends_the_call(
        self, gather: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(thinking, "ANSWERS_WITHIN", 0.0)
        _, redirect = verbs(gather.posts(self.opened(gather), SpeechResult="No me llamen más"))
        say, hangup = verbs(gather.posts(redirect.text or ""))
        assert (say.text, hangup.tag) == (PHRASES.opted_out, "Hangup")

    def test_thinking_that_nobody_finishes_is_not_waited_for(
        self, gather: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(thinking, "THINKS_WITHIN", 0.0)
        self.opened(gather)
        url = f"{ADDRESSES.gathered(gather.call.token)}?asked=1&waits=1"
        (ask,) = verbs(gather.posts(url))
        assert ask[0].text == PHRASES.trouble

    @pytest.mark.parametrize("spent", ["money", "minutes"])
    def test_a_call_that_has_spent_its_limit_ends_with_a_goodbye(
        self, gather: Provider, spent: str
    ) -> None:
        action = self.opened(gather)
        agent = gather.call.agent
        if spent == "money":
            Turn.objects.update(usage={"cost": float(agent.max_cost)})
        else:
            longest = dt.timedelta(minutes=agent.max_minutes)
            Call.objects.update(answered_at=database_now() - longest)
        say, hangup = verbs(gather.posts(action, SpeechResult="¿Y qué más me cuenta?"))
        assert (say.text, hangup.tag) == (PHRASES.enough, "Hangup")

    def test_a_document_that_failed_is_mended_by_asking_to_repeat(self, gather: Provider) -> None:
        self.opened(gather)
        url = ADDRESSES.fallback(gather.call.token)
        (ask,) = verbs(gather.posts(url, ErrorCode="11200"))
        assert ask[0].text == PHRASES.trouble
        say, hangup = verbs(gather.posts(url, ErrorCode="11200"))
        assert (say.text, hangup.tag) == (PHRASES.sorry_goodbye, "Hangup")

    def test_a_promise_of_another_call_does_not_end_this_one(self, gather: Provider) -> None:
        action = self.opened(gather)
        Call.objects.update(outcome="callback")
        assert verbs(gather.posts(action))[-1].tag == "Gather"


@pytest.mark.parametrize("name", ["answer", "fallback", "gathered", "connected"])
def test_nobody_else_is_told_anything(relay: Provider, name: str) -> None:
    url = getattr(ADDRESSES, name)(relay.call.token)
    assert relay.sends(url, {"SpeechResult": "hola"}).status_code == 403
    forger = Provider(relay.call, secret="another")
    assert forger.posts(url, SpeechResult="No me llamen más").status_code == 403
    assert not Turn.objects.exists()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("asked", ["", "x", "%D9%A3", "-1", "9" * 40])
def test_an_odd_address_is_never_our_failure(gather: Provider, asked: str) -> None:
    url = f"{ADDRESSES.gathered(gather.call.token)}?asked={asked}"
    assert gather.posts(url, SpeechResult="\0").status_code == 200


def test_without_a_model_the_person_hears_an_apology(relay: Provider, settings: Settings) -> None:
    settings.SIMULATOR_URL = ""
    say, hangup = verbs(relay.posts(ADDRESSES.answer(relay.call.token)))
    assert (say.text, hangup.tag) == (PHRASES.sorry_goodbye, "Hangup")


@pytest.fixture
def silent_model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An address that takes connections and never answers; the voice there is given up soon."""
    monkeypatch.setattr(sounding, "clips_for", partial(clips_for, within=0.1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.SIMULATOR_URL = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield


def test_a_call_that_is_recorded_says_so_and_begins_with_it(
    relay: Provider, settings: Settings
) -> None:
    settings.RECORD_REHEARSALS = True
    token = relay.call.token
    start, connect = verbs(relay.posts(ADDRESSES.answer(token)))
    assert start[0].get("recordingStatusCallback") == ADDRESSES.recorded(token)
    assert start[0].get("channels") == "dual"
    assert "Esta llamada se graba." in connect[0].get("welcomeGreeting", "")
    again = verbs(relay.posts(ADDRESSES.connected(token), SessionStatus="failed"))
    assert "Start" not in [verb.tag for verb in again]


@pytest.mark.parametrize(("wanted", "is_usual"), [("yes", False), ("no", True)])
def test_a_campaign_says_whether_its_calls_are_recorded(
    relay: Provider, settings: Settings, wanted: str, is_usual: bool
) -> None:
    settings.RECORD_REHEARSALS = is_usual
    Call.objects.update(context={"recorded": wanted})
    verb, *rest = verbs(relay.posts(ADDRESSES.answer(relay.call.token)))
    connect = rest[-1] if rest else verb
    greeting = connect[0].get("welcomeGreeting", "")
    assert (verb.tag == "Start") is (wanted == "yes")
    assert ("Esta llamada se graba." in greeting) is (wanted == "yes")


def test_everybody_may_hear_what_is_played_while_an_agent_works(client: Client) -> None:
    answer = client.get(reverse("twilio_hold"))
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (8000, 1)
        assert 5 < sound.getnframes() / sound.getframerate() < 30
