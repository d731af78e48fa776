"""One file out of one nginx, by a signed link and plainly, as fast as it goes."""

import base64
import hashlib
import multiprocessing
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import ports
from launcher.data import ROOT

SECRET = "bench"
SECONDS = 2.0
_AT_ONCE = 64
_BYTES = 20_000
"""A sentence of two and a half seconds."""

_CONF = """
worker_processes 1;
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 10000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    map "" $sound_link_secret {{ default "{secret}"; }}
    server {{
        listen 127.0.0.1:{port};
        {location}
        location /plain/ {{ alias {folder}/sound/; types {{ audio/wav wav; }} }}
    }}
}}
"""


def serve_both(*, rounds: int) -> tuple[list[float], list[float]]:
    """Files a second, round by round: by signed links, and plainly. Both take turns."""
    expires = int(time.time()) + 3600
    path = "/sound/clip.wav"
    digest = hashlib.md5(f"{expires}{path} {SECRET}".encode(), usedforsecurity=False).digest()
    signature = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    signed, plain = [], []
    with _nginx() as port:
        for number in range(rounds + 1):
            ours = _apart(port, f"{path}?e={expires}&s={signature}")
            theirs = _apart(port, "/plain/clip.wav")
            if number:  # the first one warms up
                signed.append(ours)
                plain.append(theirs)
    return signed, plain


@contextmanager
def _nginx() -> Iterator[int]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin:/bin")
    if nginx is None:
        raise SystemExit("This benchmark needs nginx.")
    written = (ROOT / "deploy" / "nginx.conf").read_text()
    found = re.search(r"location /sound/ \{.*?\n        \}\n", written, re.DOTALL)
    assert found is not None
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), ports.any_free()
        (folder / "sound").mkdir()
        (folder / "sound" / "clip.wav").write_bytes(os.urandom(_BYTES))
        location = found[0].replace("/srv/media/", f"{folder}/")
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            _CONF.format(folder=folder, port=port, location=location, secret=SECRET, user=user)
        )
        command = [nginx, "-p", name, "-c", str(folder / "nginx.conf")]
        server = subprocess.Popen(command)
        while ports.is_free(port):
            time.sleep(0.05)
        yield port
        server.terminate()
        server.wait()


def _apart(port: int, path: str) -> float:
    """Files a second, asked for by a process of its own."""
    with multiprocessing.Pool(1) as pool:
        return float(pool.apply(_ask, (port, path)))


def _ask(port: int, path: str) -> float:
    """Requests written many at a time: what is measured is the server, not the client."""
    request = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        length = _whole(connection)
        buffer = bytearray(1024 * 1024)
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < SECONDS:
            connection.sendall(request * _AT_ONCE)
            waiting = length * _AT_ONCE
            while waiting > 0:
                waiting -= connection.recv_into(buffer)
            done += _AT_ONCE
        return done / (time.perf_counter() - begun)


def _whole(connection: socket.socket) -> int:
    """The length of one answer, with its head; only a 200 will do."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0], head
    length = int(re.search(rb"Content-Length: (\d+)", head)[1])  # type: ignore[index]
    while len(body) < length:
        body += connection.recv(65536)
    return len(head) + 4 + length
