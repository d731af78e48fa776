"""The short way of reading a WebSocket says what the long way says, wherever bytes are cut."""

import random
import socket
from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

from voice.tests.peer import WAIT, Server
from voice.wire import DIRECTLY, Message, Receive, Send

SIZES = (0, 1, 125, 126, 127, 350, 65_535, 65_536, 70_000)


async def echo(scope: Message, receive: Receive, send: Send) -> None:
    """Says back each text; `pieces` were joined before."""
    if scope["type"] == "lifespan":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.fixture(scope="module")
def echoing() -> Iterator[Server]:
    with Server(echo) as server:
        yield server


@pytest.fixture
def client(echoing: Server) -> Iterator[ClientConnection]:
    url = f"ws://127.0.0.1:{echoing.port}"
    with connect(url, open_timeout=WAIT, compression=None, max_size=None) as opened:
        yield opened


def frame(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def test_texts_of_every_size_come_whole_and_in_order(client: ClientConnection) -> None:
    texts = ["ñ" * (size // 2) + "x" * (size % 2) for size in SIZES]
    sent = b"".join(frame(Opcode.TEXT, text.encode()) for text in texts)
    chance = random.Random(7)
    at = 0
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while at < len(sent):
        length = chance.choice((1, 2, 3, 5, 9, 400, 20_000))
        client.socket.sendall(sent[at : at + length])
        at += length
    assert [client.recv(timeout=WAIT) for _ in texts] == texts


def test_a_message_in_pieces_and_a_ping_between_them(client: ClientConnection) -> None:
    client.socket.sendall(
        frame(Opcode.TEXT, b"one ", fin=False)
        + frame(Opcode.PING, b"there?")
        + frame(Opcode.CONT, b"two", fin=True)
        + frame(Opcode.TEXT, b"three")
    )
    assert [client.recv(timeout=WAIT) for _ in range(2)] == ["one two", "three"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(Opcode.TEXT, b"\xff\xfe"), 1007),
        (Frame(Opcode.TEXT, b"not masked").serialize(mask=False), 1002),
        (frame(Opcode.CONT, b"of nothing"), 1002),
        (b"\x81\xff" + (1 << 40).to_bytes(8) + b"mask", 1009),
    ],
    ids=["no UTF-8", "not masked", "a piece of nothing", "too long"],
)
def test_what_breaks_the_rules_closes_the_socket(
    client: ClientConnection, sent: bytes, code: int
) -> None:
    client.send("before")
    assert client.recv(timeout=WAIT) == "before"
    client.socket.sendall(sent)
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=WAIT)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


def test_many_at_once_are_all_taken(client: ClientConnection) -> None:
    texts = [str(number) for number in range(1000)]
    client.socket.sendall(b"".join(frame(Opcode.TEXT, text.encode()) for text in texts))
    assert [client.recv(timeout=WAIT) for _ in texts] == texts


async def aside(scope: Message, receive: Receive, send: Send) -> None:
    """Takes what begins with a `d` directly; says back the rest, and at last what it took."""
    if scope["type"] == "lifespan":
        return
    taken: list[str] = []

    def take(text: str) -> bool:
        if text.startswith("d"):
            taken.append(text)
        return text.startswith("d")

    await receive()
    await send({"type": "websocket.accept"})
    scope["extensions"][DIRECTLY]["to"](take)
    await send({"type": "websocket.send", "text": "ready"})
    while (message := await receive())["type"] == "websocket.receive":
        taken.append(message["text"])
        if message["text"] == "end":
            await send({"type": "websocket.send", "text": " ".join(taken)})


def test_what_is_taken_directly_keeps_its_place() -> None:
    with Server(aside) as server:
        url = f"ws://127.0.0.1:{server.port}"
        with connect(url, open_timeout=WAIT, compression=None) as opened:
            assert opened.recv(timeout=WAIT) == "ready"
            texts = ["d1", "2", "d3", "d4", "5", "d6" + "x" * 5000, "d7", "end"]
            opened.socket.sendall(b"".join(frame(Opcode.TEXT, text.encode()) for text in texts))
            assert opened.recv(timeout=WAIT) == " ".join(texts)
            opened.send("d8")
            opened.send("end")
            assert str(opened.recv(timeout=WAIT)).endswith("end d8 end")
