"""Twilio's end of a relay socket, played by a test; and a server for our end of it."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any, Self

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from providers.telephony.twilio.signature import sign
from voice.asgi import Voice
from voice.wire import Message, Receive, Send

SECRET = "secret-of-the-simulator"
WAIT = 30.0


class _Uvicorn(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()


class Server:
    """`voice` (or another app) on a port of its own, in a thread of its own."""

    def __init__(self, app: Voice | Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            ws="voice.websocket:TelephoneSocket",
            lifespan="on",
            log_level="error",
            timeout_graceful_shutdown=2,
        )
        self._app = app
        self._uvicorn = _Uvicorn(config)
        self._thread = threading.Thread(target=self._uvicorn.run)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._uvicorn.ready.wait(WAIT)
        return self

    def __exit__(self, *_: object) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(WAIT)
        assert not self._thread.is_alive()

    @property
    def port(self) -> int:
        port: int = self._uvicorn.servers[0].sockets[0].getsockname()[1]
        return port

    def has_written(self) -> None:
        """Waits until no line is open, and what was said on them is in the database."""

        assert isinstance(self._app, Voice)
        emptied_app = self._app.emptied

        async def emptied() -> None:
            async with asyncio.timeout(WAIT):
                await emptied_app()

        asyncio.run_coroutine_threadsafe(emptied(), self._uvicorn.loop).result(WAIT)

    def tasks(self) -> list[str]:
        """The names of what runs on its loop."""

        async def names() -> list[str]:
            return sorted(t.get_coro().__qualname__ for t in asyncio.all_tasks())  # type: ignore[union-attr]

        return asyncio.run_coroutine_threadsafe(names(), self._uvicorn.loop).result(WAIT)


class Peer:
    """One relay session as Twilio opens it: signed, then `setup`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))

    def setup(self) -> Self:
        self.send(type="setup", sessionId="VX" + "0" * 32, callSid="CA" + "1" * 32)
        return self

    def says(self, text: str) -> None:
        self.send(type="prompt", voicePrompt=text, lang="es-ES", last=True)

    def interrupts(self, heard: str) -> None:
        self.send(type="interrupt", utteranceUntilInterrupt=heard, durationUntilInterruptMs="460")

    def presses(self, digit: str) -> None:
        self.send(type="dtmf", digit=digit)

    def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.recv(timeout=WAIT))
        return message

    def hears(self) -> str:
        """The agent's next utterance, to its last token."""
        heard = ""
        while True:
            message = self.receive()
            assert message["type"] == "text", message
            heard += str(message["token"])
            if message["last"]:
                return heard

    def hears_token(self) -> str:
        """The next piece of what the agent is saying."""
        message = self.receive()
        assert message["type"] == "text"
        assert not message["last"], message
        return str(message["token"])

    def is_told_to_end(self) -> dict[str, Any]:
        """The handoff of the closing message; Twilio then closes the socket."""
        message = self.receive()
        assert message["type"] == "end", message
        handoff: dict[str, Any] = json.loads(message["handoffData"])
        self._socket.close()
        return handoff

    def is_cut_off(self) -> int:
        """The code with which our end closed the socket."""
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                self._socket.recv(timeout=WAIT)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code

    def drops(self) -> None:
        """The network fails: no closing handshake."""
        self._socket.socket.close()


def eventually(is_so: Callable[[], object], *, within: float = WAIT) -> None:
    """Waits for what another thread will do."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@contextlib.contextmanager
def dialed(port: int, token: str, *, secret: str = SECRET, query: str = "") -> Iterator[Peer]:
    """A socket to the line of a call, as Twilio opens it."""
    url = f"ws://127.0.0.1:{port}/voice/relay/{token}{query}"
    headers = {"x-twilio-signature": sign(secret, url)}
    with (
        connect(url, additional_headers=headers, open_timeout=WAIT) as socket,
        Peer(socket) as peer,
    ):
        yield peer
