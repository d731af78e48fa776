"""A WebSocket of ASGI as a line: Twilio's messages in, frames out, and the other way round."""

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Self

from conversations.phrases import asks_to_wait
from providers.telephony.frames import Hold, Inbound, Outbound, Speech
from providers.telephony.twilio import relay
from voice.tap import Tap

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

DIRECTLY = "callsys.directly"
"""An extension of the scope, of `voice.websocket`: under `"to"` it has a function that takes a
`Take`."""
Take = Callable[[str], bool]
"""Is given a text as it is read; tells whether that was all, or it is to be received as usual."""


class Wire:
    """A WebSocket that was accepted: texts in, texts out.

    `hand_to` is the server's way of handing texts over as they are read (`DIRECTLY`).
    """

    def __init__(
        self, receive: Receive, send: Send, *, hand_to: Callable[[Take], None] | None = None
    ) -> None:
        self._receive = receive
        self._send = send
        self._hand_to = hand_to
        self._has_gone = False
        self.tap: Tap | None = None
        """Who is told of each text, too."""

    def hand_to(self, take: Take) -> None:
        """Have texts given to `take` first, as they are read, where the server can; those that it
        does not take come by iterating, and in order."""
        if self._hand_to is not None:
            self._hand_to(take)

    async def __aiter__(self) -> AsyncIterator[str]:
        """Texts until the other side has gone."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self._has_gone = True
                return
            text = message.get("text") or ""
            if self.tap is not None:
                self.tap.hear(text)
            yield text

    async def send(self, text: str) -> None:
        """One message; nothing, once the other side has gone."""
        if self.tap is not None:
            self.tap.say(text)
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

    def __init__(self, wire: Wire, *, country: str = "", hold_url: str = "") -> None:
        self._wire = wire
        self._country = country
        self._hold_url = hold_url

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
        """See `Line.send`. Words after which the agent works are spoken before its sound begins."""
        await self._wire.send(relay.write(frame, country=self._country))
        if isinstance(frame, Speech) and self._hold_url and asks_to_wait(frame.text):
            for wait in (Speech("", last=True), Hold(self._hold_url)):
                await self._wire.send(relay.write(wait))

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
