"""A WebSocket of ASGI as a line: Twilio's messages in, frames out, and the other way round."""

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Self

from providers.telephony.frames import Inbound, Outbound
from providers.telephony.twilio import relay

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Wire:
    """A WebSocket that was accepted: texts in, texts out."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._has_gone = False

    async def __aiter__(self) -> AsyncIterator[str]:
        """Texts until the other side has gone."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self._has_gone = True
                return
            yield message.get("text") or ""

    async def send(self, text: str) -> None:
        """One message; nothing, once the other side has gone."""
        await self._tell({"type": "websocket.send", "text": text})

    async def close(self, code: int = 1000) -> None:
        """Put down our end."""
        await self._tell({"type": "websocket.close", "code": code})
        self._has_gone = True

    async def _tell(self, message: Message) -> None:
        if self._has_gone:
            return
        try:
            await self._send(message)
        except OSError:  # ASGI's word for: nobody is there any more
            self._has_gone = True


class RelayLine:
    """ConversationRelay: the provider listens and speaks."""

    failure = ""
    """Twilio tells of its failures itself, where the call is answered."""

    def __init__(self, wire: Wire, *, country: str = "") -> None:
        self._wire = wire
        self._country = country

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to give back."""

    async def __aiter__(self) -> AsyncIterator[Inbound]:
        """Frames until the other side has gone."""
        async for text in self._wire:
            frame = relay.read(text)
            if frame is not None:
                yield frame

    async def send(self, frame: Outbound) -> None:
        """See `Line.send`."""
        await self._wire.send(relay.write(frame, country=self._country))

    async def close(self, code: int = 1000) -> None:
        """Put down our end. Twilio takes it for a failure: only for one that asked for it."""
        await self._wire.close(code)


async def refuse(send: Send, status: int) -> None:
    """Answer a handshake with an HTTP status instead of a socket."""
    await send({"type": "websocket.http.response.start", "status": status, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b""})


async def answer(send: Send, status: int, document: bytes) -> None:
    """An ordinary HTTP answer."""
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": document})
