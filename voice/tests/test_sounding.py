"""A line of webhooks in the agent's own voice, and what is heard when that voice fails."""

import pytest
from django.test import Client
from pytest_django import Settings

from audio import purchase
from audio.models import Clip, Day
from calls.models import Turn
from conversations.models import Agent
from conversations.phrases import phrases_in
from voice.tests.people import answered_call
from voice.tests.provider import ADDRESSES, Provider, verbs
from voice.tests.rehearsal import World

pytestmark = pytest.mark.django_db(transaction=True)

GATHER = Agent.VoiceMode.GATHER
AGREEABLE = "+34910009901"
PHRASES = phrases_in("es")


@pytest.fixture(autouse=True)
def _fresh(tmp_path, settings: Settings):
    backend = "django.core.files.storage.FileSystemStorage"
    options = {"location": str(tmp_path), "allow_overwrite": True}
    settings.STORAGES = {**settings.STORAGES, "sound": {"BACKEND": backend, "OPTIONS": options}}
    yield
    purchase.close()


def test_a_whole_call_is_spoken_from_the_cache(rehearsal: World) -> None:
    call = rehearsal.rings(AGREEABLE, mode=GATHER)
    assert call.outcome == "goal_met"
    assert rehearsal.asks("summary")["errors"] == 0
    spoken = rehearsal.asks("ledger?kind=speech")["entries"]
    said = " ".join(Turn.objects.filter(call=call, role="agent").values_list("text", flat=True))
    assert all(entry["text"] in said for entry in spoken)
    assert Clip.objects.count() == len(spoken) > 3


@pytest.mark.parametrize("kind", ["speech_quota", "speech_500", "speech_busy"])
def test_when_the_voice_fails_twilios_own_speaks(rehearsal: World, kind: str) -> None:
    rehearsal.breaks(kind=kind, retry_after=60)
    call = rehearsal.rings(AGREEABLE, mode=GATHER)
    assert call.outcome == "goal_met"
    assert rehearsal.asks("summary")["speeches"] == 0
    assert rehearsal.asks("summary")["errors"] == 0
    assert Day.objects.get().failed > 0


def test_what_is_played_is_a_signed_link(
    people: World, called: None, settings: Settings, client: Client
) -> None:
    people.asks("reset", {})
    settings.SIMULATOR_URL = people.url
    gather = Provider(answered_call(voice_mode=GATHER))
    *disclosed, asked = verbs(gather.posts(ADDRESSES.answer(gather.call.token)))
    assert [verb.tag for verb in disclosed] == ["Play"] * len(disclosed)
    assert asked.tag == "Gather" and asked[0].tag == "Play"
    for verb in (*disclosed, *asked):
        origin, _, path = (verb.text or "").partition("/sound/")
        assert origin == ADDRESSES.web
        sound = client.get(f"/sound/{path}")
        assert sound.status_code == 200 and sound["Content-Type"] == "audio/wav"


def test_sound_that_could_not_be_played_is_followed_by_words(
    people: World, called: None, settings: Settings
) -> None:
    people.asks("reset", {})
    settings.SIMULATOR_URL = people.url
    gather = Provider(answered_call(voice_mode=GATHER))
    gather.posts(ADDRESSES.answer(gather.call.token))
    mended = verbs(gather.posts(ADDRESSES.fallback(gather.call.token), ErrorCode="11200"))
    assert mended[-1][0].tag == "Say"
    assert mended[-1][0].text == PHRASES.trouble
