"""HTTP to addresses that people typed: never into our own network (server-side request forgery).

A host is looked up once and every address it has must be public; the connection goes to the
address that was checked, so a name that changes in between (DNS rebinding) gains nothing.
Redirects are not followed. The whole exchange has a deadline, and the answer a largest size.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lib.errors import InvalidInput

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LARGEST_ANSWER = 256 * 1024
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """The other side did not answer within the time, or not in HTTP. Asking again may help."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: `address` is a public one of `host`'s, looked up a moment ago."""

    scheme: str
    host: str
    address: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """Host, with its port where that is not the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is cut at `LARGEST_ANSWER` bytes. Headers by lower-case name."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def find(url: str) -> Place:
    """Look an address up. InvalidInput (`address_refused`) unless it is http(s), without a name
    and password, and outside."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise _refused() from None
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise _refused()
    if any(character <= " " or character == "\x7f" for character in url) or not url.isascii():
        raise _refused()
    port = port or _PORTS[parts.scheme]
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    address = host if host in settings.OUTSIDE_ALLOWED else _public_address(host, port)
    return Place(parts.scheme, host, address, port, target)


def ask(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    seconds: float = 10,
) -> Answer:
    """One request and its answer, whatever its status.

    Raises InvalidInput for an address that is not outside, and Unreachable for one that does
    not answer in `seconds`, all in all.
    """
    place = find(url)
    connection = _Connection(place, seconds)
    deadline = threading.Timer(seconds, connection.cut)
    deadline.daemon = True
    deadline.start()
    try:
        connection.request(
            method,
            place.target,
            body=body or None,
            headers={"Host": place.host_header, "Accept-Encoding": "identity"}
            | dict(headers or {}),
        )
        response = connection.getresponse()
        content = response.read(LARGEST_ANSWER)
        if connection.was_cut:
            raise Unreachable("timeout")
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, content)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("timeout" if connection.was_cut else type(error).__name__) from error
    finally:
        deadline.cancel()
        connection.close()


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the open Internet, also when it wraps one of version 4."""
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not address.is_multicast


def _wrapped(address: IPAddress) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]


def _public_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InvalidInput("host_unknown", _("There is no such host.")) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(ipaddress.ip_address(each)) for each in addresses):
        raise _refused()
    return addresses[0]


def _refused() -> InvalidInput:
    return InvalidInput("address_refused", _("Give a public http or https address."))


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was checked, under the name that was asked for."""

    def __init__(self, place: Place, seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self._place = place
        self._line: socket.socket | None = None
        self.was_cut = False

    def connect(self) -> None:
        """To the address, with TLS for the name where the scheme wants it."""
        line = socket.create_connection((self._place.address, self.port), self.timeout)
        self._line = line
        if self._place.scheme == "https":
            context = ssl.create_default_context()
            line = self._line = context.wrap_socket(
                line, server_hostname=self._place.host, do_handshake_on_connect=False
            )
            line.do_handshake()  # apart, so that the deadline finds the line meanwhile
        self.sock = line

    def cut(self) -> None:
        """The time is over: whoever reads or writes wakes up with an error."""
        self.was_cut = True
        if self._line is not None:  # not `self.sock`: http.client forgets it once it reads
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)
