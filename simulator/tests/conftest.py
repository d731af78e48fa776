"""One simulator and one receiver of its webhooks a process, both on real ports of this machine.

Starting and stopping two servers takes longer than most tests: each test finds them as new instead.
"""

from collections.abc import Iterator

import pytest

from simulator.app import build_app
from simulator.settings import Settings
from simulator.tests.receiver import Receiver
from simulator.tests.serving import free_port, serving
from simulator.tests.world import Rehearsal

SPEED, CPS = 400.0, 1000.0


@pytest.fixture(scope="session")
def standing_receiver() -> Iterator[Receiver]:
    hearer = Receiver()
    port = free_port()
    hearer.origin = f"http://127.0.0.1:{port}"
    with serving(hearer.app, port):
        yield hearer


@pytest.fixture(scope="session")
def standing_world() -> Iterator[Settings]:
    settings = Settings(
        port=free_port(), speed=SPEED, cps=CPS, patience=0.5, first_token=0, between_tokens=0
    )
    with serving(build_app(settings), settings.port):
        yield settings


@pytest.fixture
def receiver(standing_receiver: Receiver) -> Receiver:
    standing_receiver.begin()
    return standing_receiver


@pytest.fixture
def world(receiver: Receiver, standing_world: Settings) -> Iterator[Rehearsal]:
    rehearsal = Rehearsal(standing_world, receiver)
    rehearsal.post("/speed", speed=SPEED, cps=CPS).raise_for_status()
    yield rehearsal
    rehearsal.post("/reset").raise_for_status()
    rehearsal.close()
