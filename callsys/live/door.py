"""Who may watch: the person of a session, from a page of ours."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connections
from django.http import HttpRequest, parse_cookie

from accounts.access import Access
from accounts.middleware import access_for

PERMISSION = "calls.view"


class Door:
    """Asks the database in one thread, so that it holds one connection however many watch."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live-door")

    async def admit(self, cookies: str) -> Access | None:
        """The access of the person whose session this is; None for a stranger."""
        key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
        if not key:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, _look_up, key)

    def close(self) -> None:
        """Give the connection back."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)


def _look_up(session_key: str) -> Access | None:
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.user = get_user(request)
    return access_for(request)


def is_ours(origin: str, host: str) -> bool:
    """Whether a page of this origin may read us.

    A browser names the origin of every request that crosses origins, so a missing one is our
    own page (behind one address) or no browser at all. In development the web process is the
    same host on another port.
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
