"""Who may open a line, what becomes of one that breaks, and that nothing is left of any."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.db import connection
from pytest_django import Settings
from websockets.exceptions import InvalidStatus

from calls import authenticity
from calls.models import Call, Trunk, Turn
from conversations.phrases import phrases_in
from conversations.tests.scripted import NEVER, Step
from voice.tests.conftest import Serve
from voice.tests.peer import SECRET, WAIT, dialed, eventually
from voice.tests.people import OPENING, answered_call, briefed_with, scripted_mind

PHRASES = phrases_in("es")
TALKING: list[list[Step]] = [["Le llamo ", "por su cita ", NEVER]]


def refusal(port: int, token: str, *, secret: str = SECRET, query: str = "") -> int:
    with pytest.raises(InvalidStatus) as refused, dialed(port, token, secret=secret, query=query):
        pass
    return refused.value.response.status_code


def test_a_handshake_that_the_provider_did_not_sign_is_refused(serve: Serve) -> None:
    server, call = serve(briefed_with(scripted_mind([[]])[0])), answered_call()
    assert refusal(server.port, call.token, secret="somebody-else") == 403
    assert refusal(server.port, "0" * 32) == 403
    assert refusal(server.port, "not-a-token") == 404
    assert not Turn.objects.exists()


def test_the_line_of_a_call_that_is_over_stays_closed(serve: Serve) -> None:
    server, call = serve(briefed_with(scripted_mind([[]])[0])), answered_call()
    Call.objects.update(status="completed")
    assert refusal(server.port, call.token) == 403


def test_the_simulator_cannot_open_the_line_of_a_real_call(
    serve: Serve, settings: Settings
) -> None:
    server, call = serve(briefed_with(scripted_mind([[]])[0])), answered_call()
    settings.TWILIO_AUTH_TOKEN = "of-the-real-account"
    settings.TWILIO_ACCOUNT_SID = Trunk.objects.get().account
    settings.VOICE_URL = f"ws://127.0.0.1:{server.port}"
    Trunk.objects.update(is_rehearsal=False)
    authenticity.trunk_of.cache_clear()  # whose account never changes, but in this test
    authenticity._trunk.cache_clear()
    assert refusal(server.port, call.token) == 403
    with dialed(server.port, call.token, secret="of-the-real-account"):
        pass


def test_when_the_person_hangs_up_the_model_stops_and_nothing_is_left_running(
    serve: Serve,
) -> None:
    mind, model = scripted_mind(TALKING)
    server = serve(briefed_with(mind))
    assert refusal(server.port, "0" * 32) == 403  # what runs as long as the process does, runs now
    before = server.tasks()
    calls = [answered_call(number=f"+3460000{n:04}") for n in range(20)]
    for call in calls:
        with dialed(server.port, call.token) as peer:
            peer.setup()
            peer.says("¿Diga?")
            peer.hears_token()
            peer.hears_token()
            peer.drops()
    server.has_written()
    assert server.tasks() == before
    assert model.stopped == len(model.asked) == 20
    for call in calls:
        last = Turn.objects.filter(call=call).latest("number")
        assert (last.text, last.interrupted) == ("Le llamo por su cita", True)


def test_a_line_that_comes_back_answers_what_was_said_last(serve: Serve) -> None:
    mind, _ = scripted_mind([[NEVER], ["El martes."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Cuándo es?")
        eventually(lambda: Turn.objects.filter(call=call, number=2).exists())
        peer.drops()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        assert peer.hears() == "El martes."
    server.has_written()
    texts = Turn.objects.filter(call=call).order_by("number").values_list("text", flat=True)
    assert list(texts) == [OPENING, "¿Cuándo es?", "El martes."]


def test_a_line_that_comes_back_in_the_agents_turn_asks_to_repeat(serve: Serve) -> None:
    mind, _ = scripted_mind(TALKING)
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        peer.hears_token()
        peer.drops()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        assert peer.hears() == PHRASES.trouble


def test_a_second_line_of_a_call_takes_the_place_of_the_first(serve: Serve) -> None:
    mind, model = scripted_mind([[NEVER], ["El martes."]])
    server, call = serve(briefed_with(mind)), answered_call()
    with dialed(server.port, call.token) as first:
        first.setup()
        first.says("¿Cuándo es?")
        eventually(lambda: model.asked)
        with dialed(server.port, call.token) as second:
            second.setup()
            assert second.hears() == "El martes."
            assert first.is_cut_off() == 1000


def test_health_tells_how_many_talk(serve: Serve) -> None:
    server, call = serve(briefed_with(scripted_mind([["Hola."]])[0])), answered_call()
    with dialed(server.port, call.token) as peer:
        peer.setup()
        peer.says("¿Diga?")
        peer.hears()
        assert get(server.port, "/voice/health") == (200, {"status": "healthy", "calls": 1})
    server.has_written()
    assert get(server.port, "/voice/health") == (200, {"status": "healthy", "calls": 0})
    assert get(server.port, "/")[0] == 404


def get(port: int, path: str) -> tuple[int, object]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    client.request("GET", path)
    response = client.getresponse()
    body = response.read()
    client.close()
    return response.status, json.loads(body) if body else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_process_that_is_told_to_stop_lets_its_calls_finish(transactional_db: None) -> None:
    port, call = free_port(), answered_call()
    database = connection.settings_dict
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SIMULATOR_URL": "http://127.0.0.1:9",
        "SIMULATOR_AUTH_TOKEN": SECRET,
        "SIMULATOR_SPEED": "1000",
        "INTERNAL_VOICE_URL": f"ws://127.0.0.1:{port}",
        "VOICE_DRAIN_SECONDS": "30",
    }
    command = [sys.executable, "-m", "uvicorn", "--port", str(port), "--log-level", "error"]
    command += [
        "--lifespan",
        "off",
        "--ws",
        "voice.websocket:TelephoneSocket",
        "callsys.asgi:voice",
    ]
    with subprocess.Popen(command, env=environment) as process:
        try:
            eventually(lambda: is_open(port))
            with dialed(port, call.token) as peer:
                peer.setup()
                process.send_signal(signal.SIGTERM)
                eventually(lambda: get(port, "/voice/health")[0] == 503)
                other = answered_call(number="+34600000002")
                assert refusal(port, other.token) == 503
                peer.presses("9")
                assert peer.hears() == PHRASES.opted_out
                peer.is_told_to_end()
            assert process.wait(WAIT) in (0, -signal.SIGTERM)
        finally:
            process.kill()
    call.refresh_from_db()
    assert call.outcome == "opted_out"
    assert Turn.objects.filter(call=call).count() == 3


def is_open(port: int) -> bool:
    time.sleep(0.05)
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
