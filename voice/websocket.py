"""uvicorn's WebSocket, with a short way for what comes fifty times a second for each call.

A telephone's frames are short texts, each whole in one frame of the protocol. They are taken out
of the bytes here; everything else (the handshake, pings, the closing, messages in pieces, whatever
breaks the rules) goes to uvicorn's own reading, a whole frame at a time. Reading pauses only where
nobody takes what came, not after each message.

Whoever asks for it in the connection's scope (`DIRECTLY`) is handed each text as it is read,
without a queue and without waking a task: that is most of what a frame of sound costs.

Served by `--ws voice.websocket:TelephoneSocket`.
"""

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from voice.wire import DIRECTLY, Take

try:
    from websockets.speedups import apply_mask
except ImportError:  # a machine for which there is no wheel
    from websockets.utils import apply_mask

_WHOLE_TEXT = 0x81
_MASKED = 0x80
_SHORT, _MIDDLE = 125, 126
_LONGEST_MIDDLE = 0xFFFF
_MOST_WAITING = 64
"""Messages that nobody has taken, after which no more are read."""
_LITTLE = 4096
"""Bytes of one reading of which each text may be handed over directly: a line in real time brings
one or two frames at once. More waits its turn, so that one line can't hold up the others."""


class TelephoneSocket(WebSocketsSansIOProtocol):
    """One connection, as uvicorn makes it."""

    _rest = b""  # of a frame that has not come whole
    _is_plain = True  # nothing has come that must be read in the long way from then on
    _directly: Take | None = None

    def handle_connect(self, event: Request) -> None:
        """The handshake has come: whoever serves it may ask for texts directly."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            self.scope["extensions"][DIRECTLY] = {"to": self._hand_to}

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of each other: garbage is collected rarely here."""
        super().connection_lost(exc)
        self._directly = None
        if self.handshake_initiated:
            self.scope["extensions"].pop(DIRECTLY, None)

    def _hand_to(self, take: Take) -> None:
        self._directly = take

    def data_received(self, data: bytes) -> None:
        """Bytes of the peer, cut anywhere."""
        if not self._is_plain or not self.handshake_complete:
            # What comes before we have answered the handshake is no telephone's.
            self._is_plain = self._is_plain and not self.handshake_initiated
            super().data_received(data)
            return
        data, at = self._rest + data, 0
        while at < len(data):
            start, end = _bounds(data, at)
            if end > self.config.ws_max_size:
                self._is_plain = False  # refused there
                self._rest = b""
                super().data_received(data[at:])
                return
            if end > len(data) - at:
                break
            if data[at] == _WHOLE_TEXT and data[at + 1] & _MASKED and not self.frames:
                mask, payload = data[at + start - 4 : at + start], data[at + start : at + end]
                self._take(apply_mask(payload, mask), is_little=len(data) <= _LITTLE)
            else:
                super().data_received(data[at : at + end])
            at += end
        self._rest = data[at:]

    def _take(self, payload: bytes, *, is_little: bool) -> None:
        if self.close_sent:
            return
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            self.conn.fail(1007)
            self.handle_parser_exception()
            return
        if is_little and self._directly is not None and self.queue.empty() and self._directly(text):
            return  # nothing came before it that still waits
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        if self.queue.qsize() > _MOST_WAITING and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    async def receive(self) -> ASGIReceiveEvent:
        """The next message; at once, where it has come already."""
        if not self.read_paused and not self.queue.empty():
            return self.queue.get_nowait()
        return await super().receive()

    async def send(self, message: ASGISendEvent) -> None:
        """A text on an open socket takes the short way too. ClientDisconnected where it was closed
        for what the peer sent: nobody of ours knows that yet."""
        if message["type"] == "websocket.send" and self.handshake_complete:
            if self.close_sent or self.disconnected:
                raise ClientDisconnected
            text = message.get("text")
            if isinstance(text, str) and self.writable.is_set():
                self.transport.write(_framed(text.encode()))
                return
        await super().send(message)


def _bounds(data: bytes, at: int) -> tuple[int, int]:
    """Where the payload of the frame that begins at `at` starts and ends, counted from there. Of
    a frame whose head has not come whole, an end that lies behind all that has come."""
    known = len(data) - at
    if known < 2:
        return 2, known + 1
    mask = 4 if data[at + 1] & _MASKED else 0
    length = data[at + 1] & 0x7F
    if length <= _SHORT:
        start = 2 + mask
    else:
        size = 2 if length == _MIDDLE else 8
        start = 2 + size + mask
        if known < 2 + size:
            return start, known + 1
        length = int.from_bytes(data[at + 2 : at + 2 + size])
    return start, start + length


def _framed(payload: bytes) -> bytes:
    """A whole text as one frame of a server, which masks nothing."""
    length = len(payload)
    if length <= _SHORT:
        head = bytes((_WHOLE_TEXT, length))
    elif length <= _LONGEST_MIDDLE:
        head = bytes((_WHOLE_TEXT, _MIDDLE)) + length.to_bytes(2)
    else:
        head = bytes((_WHOLE_TEXT, _MIDDLE + 1)) + length.to_bytes(8)
    return head + payload
