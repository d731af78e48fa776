"""A bucket that speaks S3 over a real socket, as strict as Cloudflare's R2: what is not signed, or
comes with a checksum that R2 does not know, is refused."""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, urlsplit

KEY, SECRET = "id-of-the-test", "secret-of-the-test"
_REGION = "auto"


class Bucket(ThreadingHTTPServer):
    """Its objects, by path; `refused` are the reasons for which it said no."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.refused: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def bucket() -> Iterator[Bucket]:
    """One that is running."""
    with Bucket() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_allowed():
            self.server.objects[self._path] = body
            self._answer(200)

    def do_GET(self) -> None:
        self._give(with_body=True)

    def do_HEAD(self) -> None:
        self._give(with_body=False)

    def do_DELETE(self) -> None:
        if self._is_allowed():
            self.server.objects.pop(self._path, None)
            self._answer(204)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def _give(self, *, with_body: bool) -> None:
        if not self._is_allowed():
            return
        found = self.server.objects.get(self._path)
        self._answer(404 if found is None else 200, found or b"", with_body=with_body)

    @property
    def _path(self) -> str:
        return urlsplit(self.path).path

    def _is_allowed(self) -> bool:
        why = self._objection()
        if why:
            self.server.refused.append(why)
            self._answer(403)
        return not why

    def _objection(self) -> str:
        if "x-amz-trailer" in self.headers or "x-amz-sdk-checksum-algorithm" in self.headers:
            return "checksum"
        query = dict(parse_qsl(urlsplit(self.path).query))
        if "X-Amz-Signature" in query:
            return "" if _is_signed(self._path, query, self.headers["Host"]) else "signature"
        signed = self.headers.get("Authorization", "")
        return "" if signed.startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/") else "unsigned"

    def _answer(self, status: int, body: bytes = b"", *, with_body: bool = True) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT")
        self.send_header("ETag", '"1"')
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _is_signed(path: str, query: dict[str, str], host: str) -> bool:
    """Whether a link bears the signature that S3 asks for (AWS Signature Version 4, in the
    query)."""
    given = query.pop("X-Amz-Signature")
    fields = "&".join(f"{quote(k, '')}={quote(v, '')}" for k, v in sorted(query.items()))
    canonical = f"GET\n{path}\n{fields}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    stamp = query["X-Amz-Date"]
    scope = f"{stamp[:8]}/{_REGION}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}".encode()
    return hmac.compare_digest(hmac.new(key, text, "sha256").hexdigest(), given)
