import pytest
from django.core.cache import cache

from audio import purchase
from audio.orders import order_for


@pytest.fixture
def order(simulator, agent):
    """A rehearsal's sentences, spoken by the simulator."""
    cache.clear()
    yield order_for(agent)
    purchase.close()


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """A folder for sound that ends with the test."""
    backend = "django.core.files.storage.FileSystemStorage"
    options = {"location": str(tmp_path), "allow_overwrite": True}
    settings.STORAGES = {**settings.STORAGES, "sound": {"BACKEND": backend, "OPTIONS": options}}
    return tmp_path
