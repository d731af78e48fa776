"""`Authorization: Bearer …`: an API key, a token of ours, or one of Supabase's."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts import supabase
from accounts.access import Access, access_of
from accounts.grants import user_by_access_token
from accounts.keys import MARK, access_by_key
from accounts.models import User
from accounts.selectors import memberships_of

ORGANIZATION_HEADER = "Callsys-Organization"
"""In which of their organisations a person works; the oldest where it is not given."""


class Outsider(AnonymousUser):
    """Somebody without an account here whom Supabase vouches for; `name` is who they are there."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def is_authenticated(self) -> bool:  # type: ignore[override]
        return True

    @property
    def is_anonymous(self) -> bool:  # type: ignore[override]
        return False


class BearerAuthentication(BaseAuthentication):
    """Sets `request.access` as the session does for pages, from what the program shows."""

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        """(user, name of the one who asks), or None where no bearer token was sent.

        The name is `key:PREFIX`, `user:ID` or `supabase:SUBJECT`: limits and audit go by it.
        """
        scheme, _space, sent = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        try:
            token = sent.decode("ascii").strip()
        except UnicodeDecodeError:
            raise _refused() from None
        user, access, name = self._by_key(token) or self._by_token(token, request)
        request._request.access = access  # type: ignore[attr-defined]
        request._request.bearer = name  # type: ignore[attr-defined]
        request._request.user = user
        return user, name

    def authenticate_header(self, request: Request) -> str:
        """What a stranger is told to send: makes the answer 401 and not 403."""
        return 'Bearer realm="Callsys"'

    def _by_key(self, token: str) -> tuple[Any, Access, str] | None:
        if not token.startswith(MARK):
            return None
        found = access_by_key(token)
        if found is None:
            raise _refused()
        access, key = found
        return key.made_by, access, f"key:{key.prefix}"

    def _by_token(self, token: str, request: Request) -> tuple[Any, Access | None, str]:
        user = user_by_access_token(token)
        if user is not None:
            return user, _access_in(user, request), f"user:{user.pk}"
        found = supabase.access_by_supabase(token) if supabase.is_configured() else None
        if found is None:
            raise _refused()
        access, subject = found
        return Outsider(subject), access, f"supabase:{subject}"


def _access_in(user: User, request: Request) -> Access | None:
    memberships = memberships_of(user).select_related("user")
    wanted = request.headers.get(ORGANIZATION_HEADER, "")
    if wanted:
        chosen = wanted if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0
        membership = memberships.filter(organization_id=chosen).first()
    else:
        membership = memberships.order_by("id").first()
    return access_of(membership) if membership else None


def _refused() -> AuthenticationFailed:
    return AuthenticationFailed(_("This key or token is not good, or no longer."))


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema tells of it."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """HTTP bearer."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key (`ck_…`), or an access token from `/api/v1/tokens/`.",
        }
