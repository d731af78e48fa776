"""Who may ask: HTTP Basic with the account's own identifier and token."""

import base64
import binascii
import secrets
from urllib.parse import parse_qs

from starlette.requests import Request

from simulator.settings import Settings
from simulator.twilio.errors import TwilioError


def check_access(request: Request, settings: Settings) -> None:
    """Raises TwilioError 20003 for strangers, 20404 for somebody else's account."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        given = ""
    wanted = f"{settings.account_sid}:{settings.auth_token}"
    if scheme.lower() != "basic" or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise TwilioError(20003, 401)
    if request.path_params.get("account", settings.account_sid) != settings.account_sid:
        raise TwilioError(20404, 404)


async def read_form(request: Request) -> dict[str, list[str]]:
    body = (await request.body()).decode("utf-8", "replace")
    return parse_qs(body, keep_blank_values=True)
