from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from calls.models import Call
from voice.asgi import Voice
from voice.briefing import Briefing
from voice.tests.peer import SECRET, Server
from voice.tests.provider import WEB
from voice.tests.rehearsal import SPEED, World, simulator


@pytest.fixture
def called(settings: Settings) -> None:
    """The world in which a simulator calls our webhooks."""
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    settings.SIMULATOR_AUTH_TOKEN = SECRET
    settings.INTERNAL_URL = WEB
    settings.RECORD_REHEARSALS = False
    settings.INTERNAL_VOICE_URL = "wss://callsys.example.com"


Serve = Callable[[Callable[[Call], Briefing]], Server]


@pytest.fixture
def serve(transactional_db: None, settings: Settings) -> Iterator[Serve]:
    """Starts `voice` with a briefing of the test's."""
    with ExitStack() as stack:

        def start(brief: Callable[[Call], Briefing]) -> Server:
            server = stack.enter_context(Server(Voice(brief)))
            settings.SIMULATOR_URL = "http://127.0.0.1:9"
            settings.SIMULATOR_AUTH_TOKEN = SECRET
            settings.INTERNAL_VOICE_URL = f"ws://127.0.0.1:{server.port}"
            return server

        yield start


@pytest.fixture(scope="session")
def people() -> Iterator[World]:
    with simulator() as world:
        yield world


@pytest.fixture
def rehearsal(people: World, live_server: LiveServer, settings: Settings) -> Iterator[World]:
    """Everything that a call needs, running."""
    people.asks("reset", {})
    cache.clear()  # what the last test learnt of the simulator's account
    with Server(Voice()) as server:
        settings.SIMULATOR_URL = people.url
        settings.SIMULATOR_ACCOUNT_SID = "AC" + "0" * 28 + "cafe"
        settings.SIMULATOR_AUTH_TOKEN = SECRET
        settings.SIMULATOR_NUMBERS = ["+12025550100"]
        settings.SIMULATOR_SPEED = SPEED
        settings.INTERNAL_URL = live_server.url
        settings.INTERNAL_VOICE_URL = f"ws://127.0.0.1:{server.port}"
        yield World(people.url, server.has_written, settings)
        server.has_written()
