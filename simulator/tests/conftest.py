"""A simulator and a receiver of its webhooks, both on real ports of this machine."""

from collections.abc import Iterator

import pytest

from simulator.app import build_app
from simulator.settings import Settings
from simulator.tests.receiver import Receiver
from simulator.tests.serving import free_port, serving
from simulator.tests.world import Rehearsal


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    hearer = Receiver()
    port = free_port()
    hearer.origin = f"http://127.0.0.1:{port}"
    with serving(hearer.app, port):
        yield hearer


@pytest.fixture
def world(receiver: Receiver) -> Iterator[Rehearsal]:
    settings = Settings(
        port=free_port(), speed=400, cps=1000, patience=0.7, first_token=0, between_tokens=0
    )
    with serving(build_app(settings), settings.port):
        rehearsal = Rehearsal(settings, receiver)
        yield rehearsal
        rehearsal.close()
