import contextlib
import ipaddress
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lib import outside
from lib.errors import InvalidInput
from lib.outside import LARGEST_ANSWER, Unreachable, ask, find


class _House(ThreadingHTTPServer):
    """A server that remembers who came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Neighbour)
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.stopping = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Neighbour(BaseHTTPRequestHandler):
    """Something in our own network that nobody outside may reach."""

    server: _House

    def do_POST(self):
        self.server.seen.append(
            (self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])))
        )
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while not self.server.stopping.wait(0.02):
                    self.wfile.write(b".")
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (LARGEST_ANSWER + 1000) if self.path == "/long" else b"thanks")

    def log_message(self, *arguments):
        """Quiet."""


@pytest.fixture
def neighbour():
    server = _House()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:6379/", "http://0.0.0.0/", "http://[::1]/",
        "http://10.1.2.3/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:a00:1]/", "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://224.0.0.1/", "http://255.255.255.255/",
        "ftp://93.184.215.14/", "file:///etc/passwd", "gopher://93.184.215.14/", "//93.184.215.14/",
        "http://me:secret@93.184.215.14/", "http://", "http://93.184.215.14:99999/", "",
        "http://93.184.215.14/\r\nX: y", "http://93.184.215.14/ñ",
    ],
)  # fmt: skip
def test_it_refuses_what_is_not_outside(url):
    with pytest.raises(InvalidInput) as caught:
        find(url)
    assert caught.value.code == "address_refused"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_it_goes_to_public_addresses(address):
    assert outside.is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    place = find(f"https://{host}/hooks?a=1")
    assert (place.address, place.port, place.target) == (address, 443, "/hooks?a=1")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    entries = [(0, 0, 0, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)
    with pytest.raises(InvalidInput):
        find("https://two-faced.example/")


def test_it_connects_to_the_address_that_was_checked(monkeypatch):
    """A name that answers differently the second time (DNS rebinding) is not asked again."""
    answers = iter([[(0, 0, 0, "", ("93.184.215.14", 80))], [(0, 0, 0, "", ("127.0.0.1", 80))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: next(answers))
    reached = []

    def connect(address, timeout):
        reached.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        ask("POST", "http://rebinding.example/")
    assert reached == [("93.184.215.14", 80)]


def test_an_instance_may_allow_a_neighbour(neighbour, settings):
    with pytest.raises(InvalidInput):
        ask("POST", neighbour.url, body=b"hello")
    assert neighbour.seen == []
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    answer = ask("POST", f"{neighbour.url}/in?x=1", body=b"hello", headers={"X-A": "b"})
    assert (answer.status, answer.body) == (200, b"thanks")
    path, headers, body = neighbour.seen[0]
    assert (path, headers["X-A"], body) == ("/in?x=1", "b", b"hello")
    assert headers["Host"] == neighbour.url.removeprefix("http://")


def test_it_follows_nobody_into_our_network(neighbour, settings):
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    assert ask("POST", f"{neighbour.url}/away", body=b"x").status == 302


def test_it_reads_no_more_than_it_wants(neighbour, settings):
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    assert len(ask("POST", f"{neighbour.url}/long", body=b"x").body) == LARGEST_ANSWER


def test_whoever_answers_byte_by_byte_is_cut_off(neighbour, settings):
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    with pytest.raises(Unreachable, match="timeout"):
        ask("POST", f"{neighbour.url}/drip", body=b"x", seconds=0.3)
