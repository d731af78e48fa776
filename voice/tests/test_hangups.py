"""People who hang up: nothing of their calls is left running."""

import json
from typing import Any

import psutil
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
        sockets = 0
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
                eventually(lambda: open_lines(server) == 0)
                idle, sockets = server.tasks(), open_sockets()
        server.has_written()
        eventually(lambda: server.tasks() == idle, within=10)
        eventually(lambda: open_lines(server) == 0, within=10)
        eventually(lambda: open_sockets() <= sockets, within=20)


def open_sockets() -> int:
    """Those of this process, in which both ends of a line are, and ours to the vendors."""
    return len(psutil.Process().net_connections(kind="tcp"))


def open_lines(server: Server) -> int:
    """Sockets at the server's own port, but for the one that listens."""
    ours = psutil.Process().net_connections(kind="tcp")
    return sum(
        1 for each in ours if each.laddr.port == server.port and each.status != psutil.CONN_LISTEN
    )
