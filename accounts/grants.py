"""Tokens for programs that sign in as a person.

An access token is a short-lived JWT that names its grant; each request looks the grant up, so
ending one works at once. A refresh token is random, good once, and replaced at each use.
"""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import TokenGrant, User
from lib.errors import DomainError

ISSUER = "callsys"
AUDIENCE = "callsys-api"
ACCESS_LIFE = dt.timedelta(minutes=5)
REFRESH_LIFE = dt.timedelta(days=30)
_ALGORITHM = "HS256"


class TokenRefused(DomainError):
    """The token is not, or no longer, good."""

    status = 401

    def __init__(self) -> None:
        super().__init__("token_refused", _("Sign in again."))


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a program keeps: `access` for `expires_in` seconds, `refresh` to be used once."""

    access: str
    refresh: str
    expires_in: int


def issue_tokens(*, user: User, client: str = "", address: str | None = None) -> Tokens:
    """Begin a grant for somebody who has just proved who they are."""
    refresh = secrets.token_urlsafe(32)
    grant = TokenGrant.objects.create(
        user=user,
        refresh_digest=_digest(refresh),
        password_mark=user.get_session_auth_hash(),
        client=client[:200],
        address=address,
        expires_at=timezone.now() + REFRESH_LIFE,
    )
    return _tokens(grant, refresh)


def refresh_tokens(*, token: str) -> Tokens:
    """Trade a refresh token for new ones. One that was used before ends its whole grant."""
    grant_id, _dot, refresh = token.partition(".")
    with transaction.atomic():
        grant = _locked(grant_id)
        if grant is None:
            raise TokenRefused
        is_newest = hmac.compare_digest(grant.refresh_digest, _digest(refresh))
        if is_newest and _is_good(grant):
            successor = secrets.token_urlsafe(32)
            grant.refresh_digest = _digest(successor)
            grant.refreshed_at = timezone.now()
            grant.expires_at = grant.refreshed_at + REFRESH_LIFE
            grant.save(update_fields=["refresh_digest", "refreshed_at", "expires_at"])
            return _tokens(grant, successor)
        _end(grant, "ended" if is_newest else "reused")
    raise TokenRefused  # after the commit, or the end would be taken back


def end_grant(*, token: str) -> None:
    """Sign out: neither token of this grant is good any more. Unknown ones are no error."""
    grant_id, _dot, refresh = token.partition(".")
    with transaction.atomic():
        grant = _locked(grant_id)
        if grant is not None and hmac.compare_digest(grant.refresh_digest, _digest(refresh)):
            _end(grant, "signed_out")


def end_grants_of(*, user: User, reason: str, grant_id: uuid.UUID | None = None) -> int:
    """End one or all grants of a person; how many were ended."""
    grants = TokenGrant.objects.filter(user=user, ended_at=None)
    if grant_id is not None:
        grants = grants.filter(pk=grant_id)
    return grants.update(ended_at=timezone.now(), ended_reason=reason)


def user_by_access_token(token: str) -> User | None:
    """Whom an access token stands for now; None for any token that is not good."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _signing_key(),
            algorithms=[_ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "sid"]},
        )
        grant_id = uuid.UUID(claims["sid"])
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
        return None
    grant = TokenGrant.objects.select_related("user").filter(pk=grant_id).first()
    if grant is None or not _is_good(grant) or claims["sub"] != str(grant.user_id):
        return None
    return grant.user


def forget_old_grants() -> int:
    """Delete what ended long ago; how many."""
    cutoff = timezone.now() - REFRESH_LIFE
    old = TokenGrant.objects.filter(Q(ended_at__lt=cutoff) | Q(expires_at__lt=cutoff))
    return old.delete()[0]


def _is_good(grant: TokenGrant) -> bool:
    user = grant.user
    return (
        grant.ended_at is None
        and timezone.now() < grant.expires_at
        and user.is_active
        and hmac.compare_digest(grant.password_mark, user.get_session_auth_hash())
    )


def _locked(grant_id: str) -> TokenGrant | None:
    try:
        key = uuid.UUID(grant_id)
    except ValueError:
        return None
    grants = TokenGrant.objects.select_for_update(of=("self",)).select_related("user")
    return grants.filter(pk=key).first()


def _end(grant: TokenGrant, reason: str) -> None:
    if grant.ended_at is None:
        grant.ended_at, grant.ended_reason = timezone.now(), reason
        grant.save(update_fields=["ended_at", "ended_reason"])


def _tokens(grant: TokenGrant, refresh: str) -> Tokens:
    now = timezone.now()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(grant.user_id),
        "sid": str(grant.pk),
        "iat": now,
        "exp": now + ACCESS_LIFE,
    }
    access = jwt.encode(claims, _signing_key(), algorithm=_ALGORITHM)
    return Tokens(access, f"{grant.pk}.{refresh}", int(ACCESS_LIFE.total_seconds()))


def _signing_key() -> bytes:
    """A key of its own, from the instance's secret."""
    return salted_hmac(
        "accounts.grants", "jwt", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
