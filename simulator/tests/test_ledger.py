"""The ledger: what it says, and that a killed simulator does not forget it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.ledger.token import attempt_token
from simulator.settings import Settings
from simulator.tests.receiver import Receiver
from simulator.tests.serving import free_port
from simulator.tests.world import PERSON, Rehearsal

HANGUP = "<Response><Hangup/></Response>"
Start = Callable[[], subprocess.Popen[str]]


def test_a_ring_names_its_attempt(world: Rehearsal, receiver: Receiver) -> None:
    receiver.twiml["/voice"] = HANGUP
    world.put("agreeable")
    call = world.call(status_callback=receiver.url("/status?attempt=a7"))
    world.ends(call)
    (ring,) = world.ledger("ring")
    assert (ring["sid"], ring["to"], ring["token"]) == (call.sid, PERSON, "a7")
    kinds = [entry["kind"] for entry in world.ledger("", sid=call.sid)]
    assert kinds == ["create", "ring", "answer", "end"]


def test_two_rings_of_one_attempt_are_a_double_ring(world: Rehearsal) -> None:
    world.put("busy")
    first = world.call()
    world.ends(first)
    assert world.get("/summary")["double_rings"] == 0
    world.ends(world.call())
    summary = world.get("/summary")
    assert (summary["rings"], summary["double_rings"]) == (2, 1)
    assert summary["double_rung_tokens"] == {"a1": 2}
    assert summary["numbers_rung_again"] == {PERSON: 2}
    assert summary["active_calls"] == 0


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("https://h.example.com/status?attempt=x1&token=y", "x1"),
        ("https://h.example.com/twilio/status?token=t9", "t9"),
        ("https://h.example.com/hooks/5f2b8a9c0d1e4f3a/status#rc=5", "5f2b8a9c0d1e4f3a"),
        ("https://h.example.com/hooks/AbCdEfGhIjKlMnOpQrSt/status", "AbCdEfGhIjKlMnOpQrSt"),
        ("https://h.example.com/administration/statuscallbacks", ""),
        ("", ""),
    ],
)
def test_the_token_is_read_from_the_address(url: str, token: str) -> None:
    assert attempt_token(url) == token


def test_reset_forgets_everything(world: Rehearsal, receiver: Receiver) -> None:
    world.put("silent")
    receiver.twiml["/voice"] = '<Response><Pause length="100000"/></Response>'
    call = world.call()
    receiver.wait(lambda: receiver.at("/voice"))
    world.post("/reset")
    assert world.get("/summary")["rings"] == world.get("/summary")["active_calls"] == 0
    assert world.get("/calls") == {"calls": []}
    assert world.ledger("", sid=call.sid) == []


@pytest.fixture
def start(tmp_path: Path) -> Iterator[tuple[Settings, Start]]:
    settings = Settings(port=free_port(), ledger=tmp_path / "rings.jsonl")
    started: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "simulator", "--port", str(settings.port)]
        command += ["--speed", "50", "--cps", "1000", "--ledger", str(settings.ledger)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout and "simulator on" in process.stdout.readline()
        return process

    yield settings, begin
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_killed_simulator_still_tells_the_truth(
    start: tuple[Settings, Start], receiver: Receiver
) -> None:
    settings, begin = start
    process = begin()
    world = Rehearsal(settings, receiver)
    receiver.twiml["/voice"] = '<Response><Pause length="100000"/></Response>'
    world.put("agreeable", PERSON)
    world.put("no_answer", "+12025550144")
    world.put("busy", "+12025550145")
    talking, ringing, over = (
        world.call(number) for number in (PERSON, "+12025550144", "+12025550145")
    )
    world.ends(over)
    receiver.wait(lambda: receiver.at("/voice"))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert settings.ledger
    with settings.ledger.open("a") as file:
        file.write('{"kind": "ring", "half')
    begin()
    fetch = world.twilio.calls
    assert fetch(talking.sid).fetch().status == "completed"
    assert fetch(ringing.sid).fetch().status == "failed"
    assert fetch(over.sid).fetch().status == "busy"
    assert len(fetch.list(to=PERSON)) == 1
    summary = world.get("/summary")
    assert (summary["rings"], summary["active_calls"]) == (3, 0)
    world.put("busy")
    again = world.call()
    world.ends(again)
    assert world.get("/summary")["double_rung_tokens"] == {"a1": 4}
    world.close()
