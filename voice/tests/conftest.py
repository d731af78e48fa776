from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from calls.models import Call
from voice.asgi import Voice
from voice.briefing import Briefing
from voice.tests.peer import SECRET, Server

Serve = Callable[[Callable[[Call], Briefing]], Server]


@pytest.fixture
def serve(transactional_db: None, settings: object) -> Iterator[Serve]:
    """Starts `voice` with a briefing of the test's."""
    with ExitStack() as stack:

        def start(brief: Callable[[Call], Briefing]) -> Server:
            server = stack.enter_context(Server(Voice(brief)))
            settings.SIMULATOR_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]
            settings.SIMULATOR_AUTH_TOKEN = SECRET  # type: ignore[attr-defined]
            settings.INTERNAL_VOICE_URL = f"ws://127.0.0.1:{server.port}"  # type: ignore[attr-defined]
            return server

        yield start
