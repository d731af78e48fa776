"""X-Twilio-Signature: whether a webhook or a socket's handshake really comes from Twilio.

The SDK's validator agrees with this one (a test compares them); ours compares in constant time,
reads an address of any scheme, and costs a twentieth, which counts in front of every webhook.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlsplit, urlunsplit

_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}

# Twilio's side is not consistent about writing a port; the SDK's own signer says 80 for wss.
_PORTS = {"https": (443,), "wss": (443, 80), "http": (80,), "ws": (80,)}

Fields = Iterable[tuple[str, str]]


def sign(secret: str, url: str, fields: Fields = (), *, algorithm: str = "HMAC_SHA1") -> str:
    """The signature of a request: base64 of an HMAC over the address, then each distinct form
    field in order, name and value, nothing between them. KeyError for an unknown algorithm."""
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.digest(secret.encode(), text.encode(errors="replace"), _DIGESTS[algorithm])
    return base64.b64encode(digest).decode()


def is_genuine(
    secret: str, *, url: str, headers: Mapping[str, str], fields: Fields = (), body: bytes = b""
) -> bool:
    """Whether a request was signed with `secret`.

    `url` is the address as it was given to Twilio, with the query that the request bears;
    `headers` have lower-case names. A JSON `body` is signed through its hash in the query, and
    `fields` are then empty.
    """
    algorithm = _algorithm(headers.get("x-twilio-webhooks-signature-settings", ""))
    signature = headers.get("x-twilio-signature", "").encode(errors="replace")
    if not secret or not signature or algorithm not in _DIGESTS:
        return False
    if not _body_matches(url, body):
        return False
    signed = list(fields)
    return any(
        hmac.compare_digest(sign(secret, spelling, signed, algorithm=algorithm).encode(), signature)
        for spelling in _spellings(url)
    )


def is_genuine_handshake(secret: str, *, url: str, headers: Mapping[str, str]) -> bool:
    """The same for a WebSocket's handshake, whose address may be signed with a closing slash."""
    plain = url.rstrip("/")
    return is_genuine(secret, url=plain, headers=headers) or is_genuine(
        secret, url=f"{plain}/", headers=headers
    )


def _algorithm(settings: str) -> str:
    """What `key=<id>,algorithm=<name>` names; requests without it are signed with SHA-1."""
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return "HMAC_SHA1"


def _body_matches(url: str, body: bytes) -> bool:
    if not body:
        return True
    stated = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    actual = hashlib.sha256(body).hexdigest()
    return hmac.compare_digest(stated.encode(errors="replace"), actual.encode())


def _spellings(url: str) -> Iterable[str]:
    """The address as it is, then with its scheme's port written out, or left out."""
    yield url
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    for port in _PORTS.get(parts.scheme, ()):
        if parts.port is None:
            yield urlunsplit(parts._replace(netloc=f"{user}{at}{place}:{port}"))
    if parts.port is not None:
        bare = place.removesuffix(f":{parts.port}")
        yield urlunsplit(parts._replace(netloc=f"{user}{at}{bare}"))
