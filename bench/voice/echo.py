"""The least that asyncio can do with a telephone's frames: read each, answer every fiftieth."""

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
        if count % 50 == 0:
            await send({"type": "websocket.send", "text": message["text"]})
