"""Tokens of the instance's own Supabase project, where one is configured.

Authorisation comes from `app_metadata`, which only the project's service role writes:
`{"callsys": {"organization": 3, "role": "operator"}}`. `user_metadata` is the person's own to
write, and is never read. Sources: supabase.com/docs/guides/auth/jwts, …/signing-keys.
"""

from functools import cache
from typing import Any

import jwt
from django.conf import settings
from jwt import PyJWKClient, PyJWKClientError

from accounts.access import Access, access_as
from accounts.models import Organization, User
from accounts.permissions import Role

LEEWAY_SECONDS = 10
_ALGORITHM_OF = {"EC": "ES256", "RSA": "RS256"}
"""A key's type says how it may be used: a public key is never a secret for HS256."""


def is_configured() -> bool:
    """Whether this instance knows a Supabase project."""
    return bool(settings.SUPABASE_URL)


def access_by_supabase(token: str) -> tuple[Access, str] | None:
    """What a Supabase token opens, and its subject; None unless all of it is right."""
    claims = _verified(token)
    if claims is None or claims.get("is_anonymous") or claims.get("role") != "authenticated":
        return None
    metadata = claims.get("app_metadata")
    ours = metadata.get("callsys") if isinstance(metadata, dict) else None
    if not isinstance(ours, dict) or ours.get("role") not in set(Role):
        return None
    number = ours.get("organization")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**63:
        return None
    organization = Organization.objects.filter(pk=number).first()
    if organization is None or _is_disabled(claims.get("email")):
        return None
    return access_as(organization, Role(ours["role"])), str(claims["sub"])


def _is_disabled(email: object) -> bool:
    """Somebody whose account here was closed does not come in by another door."""
    named = str(email or "").strip().lower()
    return bool(named) and User.objects.filter(email=named, is_active=False).exists()


def _verified(token: str) -> dict[str, Any] | None:
    try:
        header = jwt.get_unverified_header(token)
        key, algorithm = _key_for(token, header)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=settings.SUPABASE_JWT_AUDIENCE,
            issuer=settings.SUPABASE_JWT_ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "sub", "aud", "iss"]},
        )
    except (jwt.PyJWTError, PyJWKClientError, _NoKey):
        return None
    return claims


class _NoKey(Exception):
    """There is no key for this token."""


def _key_for(token: str, header: dict[str, Any]) -> tuple[Any, str]:
    """The key that a token names, and the one algorithm that goes with it."""
    if header.get("alg") == "HS256":
        if not settings.SUPABASE_JWT_SECRET:
            raise _NoKey
        return settings.SUPABASE_JWT_SECRET, "HS256"
    if not isinstance(header.get("kid"), str):
        raise _NoKey
    found = _key_set(settings.SUPABASE_JWKS_URL).get_signing_key_from_jwt(token)
    algorithm = _ALGORITHM_OF.get(found.key_type or "")
    if algorithm is None:
        raise _NoKey
    return found.key, algorithm


@cache
def _key_set(url: str) -> PyJWKClient:
    """The project's public keys, fetched again every ten minutes."""
    return PyJWKClient(url, lifespan=600, timeout=5)
