"""People who hang up: nothing of their calls is left running."""

import json
from typing import Any

import pytest
from websockets.sync.client import connect

from conversations.models import Agent
from providers.telephony.twilio.signature import sign
from voice.asgi import Voice
from voice.tests.peer import SECRET, WAIT, Server, eventually
from voice.tests.people import answered_call
from voice.tests.rehearsal import World

_BEGINNINGS: dict[str, list[dict[str, Any]]] = {
    "relay": [{"type": "setup", "sessionId": "VX1", "callSid": "CA1"}],
    "stream": [
        {"event": "connected", "protocol": "Call", "version": "1.0.0"},
        {
            "event": "start",
            "streamSid": "MZ1",
            "start": {"streamSid": "MZ1", "callSid": "CA1"},
        },
    ],
}


@pytest.mark.parametrize("kind", ["relay", "stream"])
@pytest.mark.parametrize("times", [40, pytest.param(2500, marks=pytest.mark.long)])
def test_nothing_is_left_of_calls_that_were_hung_up_on(
    rehearsal: World, kind: str, times: int
) -> None:
    call = answered_call(voice_mode=Agent.VoiceMode(kind))
    with Server(Voice()) as server:
        rehearsal.settings.INTERNAL_VOICE_URL = f"ws://127.0.0.1:{server.port}"
        url = f"ws://127.0.0.1:{server.port}/voice/{kind}/{call.token}"
        idle: list[str] = []
        for time in range(times):
            headers = {"x-twilio-signature": sign(SECRET, url)}
            with connect(url, additional_headers=headers, open_timeout=WAIT) as socket:
                for message in _BEGINNINGS[kind]:
                    socket.send(json.dumps(message))
                if time % 2:
                    socket.recv(timeout=WAIT) if kind == "stream" else None
                socket.socket.close()
            if not time:
                server.has_written()
                idle = server.tasks()
        server.has_written()
        eventually(lambda: server.tasks() == idle, within=10)
