import pytest

from audio import purchase
from audio.services import Order
from conversations.voices import speech_account
from providers.speech.base import Voicing

VOICE = "simLucia0000000000ES"


@pytest.fixture
def order(simulator, organization, agent):
    """A rehearsal's sentences, spoken by the simulator."""
    voicing = Voicing(voice=VOICE, model="eleven_flash_v2_5", language="es")
    yield Order(organization, speech_account(organization), voicing, agent)
    purchase.close()


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """A folder for sound that ends with the test."""
    backend = "django.core.files.storage.FileSystemStorage"
    options = {"location": str(tmp_path), "allow_overwrite": True}
    settings.STORAGES = {**settings.STORAGES, "sound": {"BACKEND": backend, "OPTIONS": options}}
    return tmp_path
