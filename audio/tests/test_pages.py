"""The page of voices: who sees it, what it shows, what it does."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audio import purchase, services
from audio.models import Clip
from tests import rows

LUCIA = "simLucia0000000000ES"


def browser_of(organization, role):
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(rows.member(organization, role), backend=backend)
    return client


@pytest.fixture(autouse=True)
def _nothing_known(simulator):
    cache.clear()
    yield
    purchase.close()


@pytest.fixture
def admin(organization):
    return browser_of(organization, Role.ADMIN)


@pytest.fixture
def viewer(organization):
    return browser_of(organization, Role.VIEWER)


def address(name, *args):
    return reverse(f"audio:{name}", args=args)


def test_it_shows_voices_quota_and_what_was_saved(viewer, order):
    for _ in range(4):
        services.clips_for(order, ["Buenos días."])
    text = viewer.get(address("list")).content.decode()
    assert "Lucía" in text and "Oliver" in text
    assert address("preview", LUCIA) in text
    assert "75 %" in text
    assert address("use") not in text


def test_a_voice_is_heard(viewer):
    answer = viewer.get(address("preview", LUCIA))
    assert answer["Content-Type"] == "audio/wav"
    assert answer.content[:4] == b"RIFF"
    assert viewer.get(address("preview", "nobody")).status_code == 404


def test_the_provider_is_not_asked_for_every_look(viewer, simulator, settings):
    viewer.get(address("list"))
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    assert "Lucía" in viewer.get(address("list")).content.decode()


def test_a_provider_that_is_away_is_said(viewer, settings):
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    page = viewer.get(address("list"))
    assert page.status_code == 200
    assert "no responde" in page.content.decode()


def test_an_agent_is_given_a_voice(admin, agent):
    admin.post(address("use"), {"voice": LUCIA, "agent": agent.pk})
    agent.refresh_from_db()
    assert agent.voice == LUCIA


@pytest.mark.parametrize("voice", ["", "a b", "../x", "x" * 81])
def test_a_voice_that_is_none_is_not_taken(admin, agent, voice):
    admin.post(address("use"), {"voice": voice, "agent": agent.pk})
    agent.refresh_from_db()
    assert agent.voice == ""


def test_what_a_voice_said_is_forgotten(admin, order):
    services.clips_for(order, ["Buenos días."])
    admin.post(address("forget", LUCIA))
    assert not Clip.objects.exists()


def test_a_viewer_changes_nothing(viewer, order, agent):
    services.clips_for(order, ["Buenos días."])
    assert viewer.post(address("use"), {"voice": LUCIA, "agent": agent.pk}).status_code == 403
    assert viewer.post(address("forget", LUCIA)).status_code == 403
    assert Clip.objects.count() == 1


def test_an_outsider_touches_nothing_of_ours(db, order, agent):
    services.clips_for(order, ["Buenos días."])
    outsider = browser_of(rows.organization(), Role.ADMIN)
    outsider.post(address("use"), {"voice": LUCIA, "agent": agent.pk})
    outsider.post(address("forget", LUCIA))
    agent.refresh_from_db()
    assert agent.voice == ""
    assert Clip.objects.count() == 1
