"""The least that asyncio can do: read a telephone's frames and answer every fiftieth, or answer
every text of a relay."""

from typing import Any


async def app(scope: Any, receive: Any, send: Any) -> None:
    """ASGI."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    count = 0
    while (message := await receive())["type"] == "websocket.receive":
        count += 1
        if count % 50 == 0 or message["text"].startswith('{"type"'):
            await send({"type": "websocket.send", "text": message["text"]})
