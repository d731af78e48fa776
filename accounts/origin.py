"""Where a request comes from."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address as the outermost proxy of ours saw it (`TRUSTED_PROXIES`); "" for
    none."""
    return str(get_client_ip(request) or "")
