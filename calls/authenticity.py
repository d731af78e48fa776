"""Whether what reaches us about a call comes from the provider that carries it.

The address that was signed is rebuilt from configuration: what a request says of its own host,
scheme or forwarding is never believed.
"""

from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from calls.models import Trunk
from calls.trunks import addresses_of, secret_of
from lib.errors import NotFound
from lib.prepared import fetch
from providers.telephony.twilio.signature import is_genuine, is_genuine_handshake

_HEADERS = {
    "x-twilio-signature": "HTTP_X_TWILIO_SIGNATURE",
    "x-twilio-webhooks-signature-settings": "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS",
}


@lru_cache(maxsize=16384)
def trunk_of(token: str) -> Trunk:
    """The trunk of the call that bears a token; it never changes. NotFound for no such call."""
    statement = "SELECT trunk_id FROM calls_call WHERE token = %(token)s::text"
    for (trunk_id,) in fetch(statement, {"token": token}):
        return _trunk(trunk_id)
    raise NotFound("call_unknown", _("There is no such call."))


@lru_cache(maxsize=256)
def _trunk(pk: int) -> Trunk:
    """For its account, which never changes."""
    return Trunk.objects.get(pk=pk)


def is_genuine_request(request: HttpRequest, token: str) -> bool:
    """Whether the provider behind the call's trunk signed this webhook."""
    try:
        trunk = trunk_of(token)
    except NotFound:
        return False
    query = request.META.get("QUERY_STRING", "")
    url = addresses_of(trunk).web + request.path_info + (f"?{query}" if query else "")
    body = request.body  # read before the form is, or it could not be read any more
    is_form = request.content_type == "application/x-www-form-urlencoded"
    return is_genuine(
        secret_of(trunk),
        url=url,
        headers={name: request.META.get(key, "") for name, key in _HEADERS.items()},
        fields=_fields(request) if is_form else (),
        body=b"" if is_form else body,
    )


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def is_genuine_socket(trunk: Trunk, path: str, *, query: str, headers: dict[str, str]) -> bool:
    """Whether the provider behind a trunk opens the live line at this path of ours.

    `headers` have lower-case names. No address of ours has a query, so one that came is part of
    what must have been signed.
    """
    url = addresses_of(trunk).voice + path + (f"?{query}" if query else "")
    return is_genuine_handshake(secret_of(trunk), url=url, headers=headers)
