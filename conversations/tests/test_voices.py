"""Whose voice speaks, and through which account."""

import pytest

from accounts.models import Organization
from conversations.models import Agent
from conversations.voices import REHEARSAL_VOICES, speech_account, voice_of
from lib.errors import DomainError

VOICES = {"default": "d", "sales": "s", "support": ""}


@pytest.fixture
def real(db, settings):
    settings.ELEVENLABS_VOICES = VOICES
    settings.ELEVENLABS_API_KEY = "real-key"
    return Organization.objects.create(name="Luna", is_rehearsal=False)


def test_an_agents_own_voice_wins(real):
    assert voice_of(Agent(organization=real, voice="own", purpose="sales")) == "own"


@pytest.mark.parametrize(
    ("agents", "campaigns", "voice"),
    [
        ("sales", "", "s"),
        ("survey", "", "d"),
        ("survey", "sales", "s"),
        ("sales", "support", "d"),
    ],
)
def test_else_what_the_campaign_is_for_decides(real, agents, campaigns, voice):
    assert voice_of(Agent(organization=real, purpose=agents), purpose=campaigns) == voice


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_rehearsal_speaks_with_the_simulators_voices(agent, language):
    assert voice_of(agent, language=language) == REHEARSAL_VOICES[language]


def test_a_rehearsal_never_uses_the_real_account(organization, settings):
    settings.ELEVENLABS_API_KEY = "real-key"
    settings.SIMULATOR_URL = "http://127.0.0.1:8003"
    account = speech_account(organization)
    assert account.is_rehearsal
    assert account.api_key != "real-key"
    assert account.base_url == "http://127.0.0.1:8003/elevenlabs"


def test_the_real_account_is_that_of_the_settings(real):
    assert speech_account(real).api_key == "real-key"


@pytest.mark.parametrize("is_rehearsal", [True, False])
def test_without_an_account_it_says_so(db, settings, is_rehearsal):
    settings.ELEVENLABS_API_KEY = settings.SIMULATOR_URL = ""
    nobody = Organization.objects.create(name="Sol", is_rehearsal=is_rehearsal)
    with pytest.raises(DomainError) as caught:
        speech_account(nobody)
    assert caught.value.code == "speech_not_ready"
