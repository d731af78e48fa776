"""Stands where the product would: takes webhooks, answers TwiML, speaks on a relay socket."""

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

WAIT = 20.0


@dataclass(frozen=True)
class Hook:
    path: str
    method: str
    url: str
    form: dict[str, str]
    headers: dict[str, str]


class Receiver:
    """Remembers everything it is told; `twiml` and `replies` decide what it answers."""

    def __init__(self) -> None:
        self.origin = ""
        self.begin()
        self._changed = threading.Condition()
        self.app = Starlette(
            routes=[
                WebSocketRoute("/relay/{name}", self._relay),
                WebSocketRoute("/stream/{name}", self._stream),
                Route("/{path:path}", self._hook, methods=["GET", "POST"]),
            ]
        )

    def begin(self) -> None:
        """Forgets what it was told, and what it was to answer."""
        self.hooks: list[Hook] = []
        self.frames: list[dict[str, Any]] = []
        self.closes: list[int] = []
        self.twiml: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.statuses: dict[str, list[int]] = {}  # the first answers' codes, by path
        self.slow: dict[str, float] = {}
        self.location = ""
        # Given a message of the relay's, the messages to send back.
        self.agent: Callable[[dict[str, Any]], list[Any]] = lambda message: []
        # Given a message of a stream's, the messages to send back; None closes the socket.
        self.voice: Callable[[dict[str, Any]], list[Any] | None] = lambda message: []
        self.events: list[dict[str, Any]] = []  # of a stream, without its media
        self.media: list[dict[str, Any]] = []
        self.socket_headers: dict[str, str] = {}
        self.close_after = ""

    def url(self, path: str) -> str:
        return self.origin + path

    def socket_url(self, path: str) -> str:
        return self.url(path).replace("http://", "ws://")

    def at(self, path: str) -> list[Hook]:
        return [hook for hook in self.hooks if hook.path == path]

    def wait(self, enough: Callable[[], Any]) -> None:
        """Until `enough()` is true; every webhook and frame asks it again."""
        with self._changed:
            assert self._changed.wait_for(lambda: bool(enough()), WAIT), (self.hooks, self.frames)

    def statuses_at(self, path: str = "/status") -> list[str]:
        return [hook.form["CallStatus"] for hook in self.at(path)]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == kind]

    def _note(self, change: Callable[[], None]) -> None:
        with self._changed:
            change()
            self._changed.notify_all()

    async def _hook(self, request: Request) -> Response:
        path = request.url.path
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        form = {**dict(request.query_params), **form}
        hook = Hook(path, request.method, str(request.url), form, dict(request.headers))
        self._note(lambda: self.hooks.append(hook))
        await asyncio.sleep(self.slow.get(path, 0))
        if self.statuses.get(path):
            code = self.statuses[path].pop(0)
            return Response(status_code=code, headers={"Location": self.location})
        if path in self.twiml:
            return Response(self.twiml[path], media_type="text/xml")
        if path in self.files:
            return Response(self.files[path], media_type="audio/wav")
        return Response(status_code=204)

    async def _relay(self, socket: WebSocket) -> None:
        self.socket_headers = dict(socket.headers)
        await socket.accept()
        try:
            while True:
                frame = await socket.receive_json()
                self._note(lambda frame=frame: self.frames.append(frame))  # type: ignore[misc]
                for message in self.agent(frame):
                    text = message if isinstance(message, str) else json.dumps(message)
                    await socket.send_text(text)
                if frame["type"] == self.close_after:
                    await socket.close()
                    return
        except WebSocketDisconnect as end:
            code = end.code
            self._note(lambda: self.closes.append(code))

    async def _stream(self, socket: WebSocket) -> None:
        self.socket_headers = dict(socket.headers)
        await socket.accept()
        try:
            while True:
                event = await socket.receive_json()
                if event["event"] == "media":
                    self.media.append(event)
                else:
                    self._note(lambda event=event: self.events.append(event))  # type: ignore[misc]
                replies = self.voice(event)
                if replies is None:
                    await socket.close()
                    return
                for message in replies:
                    text = message if isinstance(message, str) else json.dumps(message)
                    await socket.send_text(text)
        except WebSocketDisconnect as end:
            code = end.code
            self._note(lambda: self.closes.append(code))
