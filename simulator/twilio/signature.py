"""X-Twilio-Signature, as Twilio computes it."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit


def sign(token: str, url: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """HMAC-SHA1 over the address without its fragment and the distinct parameters, in order."""
    text = url.partition("#")[0] + "".join(name + value for name, value in sorted(set(params)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def with_port(url: str) -> str:
    """The address with its scheme's port written out, as Twilio sometimes signs it."""
    parts = urlsplit(url)
    if parts.port is not None:
        return url
    port = 443 if parts.scheme in ("https", "wss") else 80
    return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{port}"))
