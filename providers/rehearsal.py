"""A rehearsal stays at home: no account of it may have an address in the world."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from providers.errors import ProviderError


class NotASimulator(ProviderError):
    """A rehearsal account whose address is not a simulator's."""


def require_simulator(base_url: str) -> None:
    """Raise NotASimulator unless the address is this machine, or a bare name (a neighbouring
    container)."""
    host = urlsplit(base_url).hostname or ""
    try:
        near = ip_address(host).is_loopback
    except ValueError:
        near = bool(host) and "." not in host
    if not near:
        raise NotASimulator("A rehearsal account must point at the simulator.")
