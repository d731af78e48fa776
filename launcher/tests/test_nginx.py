"""deploy/nginx.conf, served by a real nginx before real sockets."""

import base64
import email.message
import hashlib
import http.client
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from launcher import ports
from launcher.data import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin:/bin")
SECRET = "thesecretofthistest"
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


class Backend(ThreadingHTTPServer):
    """Answers with its name; remembers the headers of the last request."""

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.name = name
        self.headers: email.message.Message | None = None


class Answer(BaseHTTPRequestHandler):
    server: Backend

    def do_GET(self) -> None:
        self.server.headers = self.headers
        body = self.server.name.encode()
        self.send_response(200)
        if self.path == "/protected":
            self.send_header("X-Accel-Redirect", "/media/call.txt")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The test says what went wrong."""


@pytest.fixture(scope="module")
def backends() -> Iterator[dict[str, Backend]]:
    found = {name: Backend(name) for name in ("web", "live", "voice")}
    for backend in found.values():
        threading.Thread(target=backend.serve_forever, daemon=True).start()
    yield found
    for backend in found.values():
        backend.shutdown()
        backend.server_close()


@pytest.fixture(scope="module")
def address(backends, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    (folder / "media").mkdir()
    (folder / "media" / "call.txt").write_text("recording")
    (folder / "media" / "sound").mkdir()
    (folder / "media" / "sound" / "clip.wav").write_text("spoken")
    (folder / "media" / "secret.wav").write_text("not for you")
    secret = (ROOT / "deploy" / "sound_secret.conf.template").read_text()
    (folder / "secret.conf").write_text(secret.replace("${SOUND_LINK_SECRET}", SECRET))
    port = ports.any_free()
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for name, backend in backends.items():
        text = text.replace(f"server {name}:8000;", f"server 127.0.0.1:{backend.server_port};")
    text = text.replace("listen 80 ", f"listen 127.0.0.1:{port} ")
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{ports.any_free()}")
    text = text.replace("/tmp/", f"{folder}/").replace("/srv/media/", f"{folder}/media/")
    text = text.replace("/etc/nginx/conf.d/sound_secret.conf", f"{folder}/secret.conf")
    text = text.replace("/dev/stdout", f"{folder}/access.log")
    # Root's temporary folders are closed to the user that nginx would change to.
    text = f"user root;\n{text}" if subprocess.getoutput("id -u") == "0" else text
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    command = [str(NGINX), "-p", str(folder), "-c", str(configuration)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    server = subprocess.Popen([*command, "-g", "daemon off;"])
    for _ in range(200):
        if not ports.is_free(port):
            break
        time.sleep(0.05)
    yield port
    server.terminate()
    server.wait()


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": "callsys.example", **(headers or {})})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


@pytest.mark.parametrize(
    ("path", "backend"),
    [
        ("/", "web"),
        ("/webhooks/twilio/status", "web"),
        ("/static/app.css", "web"),
        ("/live/campaigns/1", "live"),
        ("/voice/relay/token", "voice"),
    ],
)
def test_it_routes_by_path(address: int, path: str, backend: str):
    assert get(address, path) == (200, backend)


def test_a_socket_is_upgraded(address: int, backends: dict[str, Backend]):
    get(address, "/voice/relay", {"Connection": "Upgrade", "Upgrade": "websocket"})
    headers = backends["voice"].headers
    assert headers is not None
    assert headers["Upgrade"] == "websocket"
    assert headers["Connection"] == "upgrade"


def test_what_a_stranger_says_of_himself_is_dropped(address: int, backends: dict[str, Backend]):
    lies = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
        "X-Request-ID": "chosen",
    }
    for path in ("/", "/static/lies.css"):
        get(address, path, lies)
        headers = backends["web"].headers
        assert headers is not None
        assert headers["Host"] == "callsys.example"
        assert headers["X-Forwarded-For"] == "127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "http"
        assert headers["X-Request-ID"] != "chosen"
        assert not {"X-Forwarded-Host", "X-Real-IP", "Forwarded"} & set(headers)


def test_media_is_read_only_when_django_says_so(address: int):
    assert get(address, "/media/call.txt")[0] == 404
    assert get(address, "/protected") == (200, "recording")


def test_sound_is_sent_by_a_signed_link_and_by_nothing_else(address: int):
    later, earlier = int(time.time()) + 60, int(time.time()) - 60
    right = f"/sound/clip.wav?e={later}&s={signed('/sound/clip.wav', later)}"
    assert get(address, right) == (200, "spoken")
    assert get(address, right, {"Range": "bytes=1-3"}) == (206, "pok")
    for wrong in (
        "/sound/clip.wav",
        f"/sound/clip.wav?e={later}&s={signed('/sound/other.wav', later)}",
        f"/sound/clip.wav?e={later + 1}&s={signed('/sound/clip.wav', later)}",
        f"/sound/clip.wav?e={earlier}&s={signed('/sound/clip.wav', earlier)}",
        f"/sound/../secret.wav?e={later}&s={signed('/sound/../secret.wav', later)}",
    ):
        assert get(address, wrong)[0] in {403, 404} or get(address, wrong)[1] == "web", wrong


def signed(path: str, expires: int) -> str:
    """As `audio.links` signs; its own test says that both agree."""
    digest = hashlib.md5(f"{expires}{path} {SECRET}".encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
