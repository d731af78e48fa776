"""A model of fixed pace that speaks OpenAI's protocol, and remembers when it spoke.

Runs in a process and on a core of its own. Its clock (CLOCK_MONOTONIC) is everybody's on this
machine, so that what it took can be told from what we add.
"""

import asyncio
import json
import multiprocessing
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvloop

FIRST_TOKEN = 0.2
BETWEEN = 0.01
ANSWER = "Claro que sí, le cuento. Tenemos mesa libre el martes a las nueve. ¿Le viene bien?"
WORDS = ANSWER.split()
CLAUSE = "Claro que sí,"
"""What a voice is handed first."""

_ASKED = re.compile(rb"#(\d+)#(?!.*#\d+#)", re.DOTALL)


@contextmanager
def model_server(core: int | None) -> Iterator[tuple[str, Any]]:
    """Its address, and a queue-like reader of (question, asked at, clause sent at)."""
    port: Any
    log: Any
    port, log = multiprocessing.Queue(), multiprocessing.Queue()
    process = multiprocessing.Process(target=_run, args=(port, log, core), daemon=True)
    process.start()
    yield f"http://127.0.0.1:{port.get()}/v1", log
    process.terminate()
    process.join()


def _run(port: Any, log: Any, core: int | None) -> None:
    if core is not None:
        os.sched_setaffinity(0, {core})
    uvloop.run(_serve(port, log))


async def _serve(port: Any, log: Any) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await _answer(reader, writer, log)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096, limit=2**20)
    port.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, log: Any) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    body = await reader.readexactly(int(length[1]) if length else 0)
    asked_at = time.monotonic()
    question = _ASKED.search(body)
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    await asyncio.sleep(FIRST_TOKEN)
    said, sent_at = "", 0.0
    for word in WORDS:
        said = f"{said} {word}".lstrip()
        event = _event(_chunk({"content": word if word == WORDS[0] else f" {word}"}, None))
        # A clause ends once the space after it has come: with the next word.
        if not sent_at and len(said) > len(CLAUSE):
            sent_at = time.monotonic()
        writer.write(event)
        await asyncio.sleep(BETWEEN)
    writer.write(_event(_chunk({}, "stop")))
    usage = {"prompt_tokens": 900, "completion_tokens": len(WORDS), "total_tokens": 920}
    writer.write(_event({**_chunk({}, None), "choices": [], "usage": usage}))
    writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
    await writer.drain()
    log.put((int(question[1]) if question else -1, asked_at, sent_at))


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 1}
    return {**head, "model": "bench", "choices": [choice], "usage": None}


def _event(event: dict[str, Any]) -> bytes:
    data = f"data: {json.dumps(event)}\n\n".encode()
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
