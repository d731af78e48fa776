"""The vendors of a live line, faked at fixed delays over their own protocols.

Run as a process (with `words`: the model speaks word by word): prints its port. What it says
never changes, so that all that differs between two runs is us.
"""

import asyncio
import contextlib
import json
import sys
from selectors import SelectSelector
from typing import Any

from aiohttp import WSMsgType, web

from bench.voice import delays

WORD_BY_WORD = web.AppKey("word_by_word", bool)

_SOUND = json.dumps({"audio": delays.SPOKEN, "isFinal": None, "contextId": "%"})


async def listen(request: web.Request) -> web.WebSocketResponse:
    """Scribe: understands the same sentence whenever it is asked for its final word."""
    socket = web.WebSocketResponse(max_msg_size=1 << 22)
    await socket.prepare(request)
    loop = asyncio.get_running_loop()
    text = json.dumps({"message_type": "committed_transcript", "text": delays.HEARD})
    async for message in socket:
        if message.type is WSMsgType.TEXT and '"commit":true' in message.data:
            loop.call_later(delays.EAR, _send, socket, text)
    return socket


async def speak(request: web.Request) -> web.WebSocketResponse:
    """A voice: each clause becomes the same second of sound."""
    socket = web.WebSocketResponse(max_msg_size=1 << 22)
    await socket.prepare(request)
    loop = asyncio.get_running_loop()
    async for message in socket:
        told: dict[str, Any] = json.loads(message.data)
        name = told["context_id"]
        if told.get("text", "").strip():
            loop.call_later(delays.VOICE, _send, socket, _SOUND.replace("%", name))
        elif told.get("close_context"):
            last = json.dumps({"isFinal": True, "contextId": name})
            loop.call_later(delays.VOICE + 0.001, _send, socket, last)
    return socket


async def think(request: web.Request) -> web.StreamResponse:
    """A model: the same two sentences, or others word by word."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await request.read()
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await answer.prepare(request)
    texts: tuple[str, ...] = delays.SAID
    apart = 0.0
    if request.app[WORD_BY_WORD]:
        texts, apart = tuple(f"{word} " for word in delays.WORDS.split()), delays.WORD
    with contextlib.suppress(ConnectionError):  # the call is over
        for place, text in enumerate(texts):
            await asyncio.sleep(begun + delays.MODEL + place * apart - loop.time())
            await answer.write(_event({"delta": {"content": text}, "finish_reason": None}))
        await answer.write(_event({"delta": {}, "finish_reason": "stop"}))
        await answer.write(b"data: [DONE]\n\n")
    return answer


def _event(choice: dict[str, Any]) -> bytes:
    body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return b"data: " + json.dumps({**body, "choices": [{"index": 0, **choice}]}).encode() + b"\n\n"


def _send(socket: web.WebSocketResponse, text: str) -> None:
    if not socket.closed:
        asyncio.get_running_loop().create_task(_quietly(socket, text))


async def _quietly(socket: web.WebSocketResponse, text: str) -> None:
    with contextlib.suppress(ConnectionError, RuntimeError):  # the call is over
        await socket.send_str(text)


async def main() -> None:
    """Serve until killed."""
    app = web.Application()
    app[WORD_BY_WORD] = sys.argv[1:] == ["words"]
    app.router.add_get("/elevenlabs/v1/speech-to-text/realtime", listen)
    app.router.add_get("/elevenlabs/v1/text-to-speech/{voice}/multi-stream-input", speak)
    app.router.add_post("/openai/v1/chat/completions", think)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    # A delay is kept to the microsecond: other loops round it up to the next millisecond.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(SelectSelector())) as runner:
        runner.run(main())
