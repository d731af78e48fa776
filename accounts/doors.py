"""Who comes in where no view of Django's is: server-sent events, sockets."""

from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie

from accounts.access import Access
from accounts.middleware import access_for


def session_in(cookies: str) -> str:
    """The key of the session that these cookies name, or ""."""
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")


def access_by(session_key: str) -> Access | None:
    """The access of the person whose session this is; None for a stranger."""
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.user = get_user(request)
    return access_for(request)


def is_ours(origin: str, host: str) -> bool:
    """Whether a page of this origin may talk to us.

    A browser names the origin of every request that crosses origins, so a missing one is our
    own page (behind one address) or no browser at all; of a socket it always names it. In
    development the web process is the same host on another port.
    """
    if not origin or origin in {_origin_of(settings.PUBLIC_URL), *settings.CORS_ALLOWED_ORIGINS}:
        return True
    return not settings.PRODUCTION and _hostname(origin) == _hostname(f"//{host}")


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # a header can hold anything
        return None
