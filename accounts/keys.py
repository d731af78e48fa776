"""API keys: made once, shown once, recognised by their digest."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Collection

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access, access_as
from accounts.models import ApiKey, Membership, Organization, User
from accounts.permissions import Role
from lib.errors import InvalidInput, NotAllowed

MARK = "ck_"
"""What every key begins with: leak scanners find it."""
_USE_NOTED_EVERY = dt.timedelta(minutes=1)


def create_api_key(
    *,
    access: Access,
    name: str,
    scopes: Collection[str],
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again. Only what one may oneself."""
    access.require("keys.edit")
    if access.user is None:
        raise NotAllowed("person_needed", _("Only a person makes keys."))
    wanted = sorted(set(scopes))
    if not wanted or not access.permissions.issuperset(wanted):
        message = _("Choose from what your own role may do.")
        raise InvalidInput("scopes_unknown", message, fields={"scopes": message})
    if expires_at is not None and expires_at <= timezone.now():
        message = _("Choose a time to come.")
        raise InvalidInput("expiry_past", message, fields={"expires_at": message})
    return make_key(
        organization=access.organization,
        user=access.user,
        name=name,
        scopes=wanted,
        expires_at=expires_at,
    )


def make_key(
    *,
    organization: Organization,
    user: User,
    name: str,
    scopes: Collection[str],
    expires_at: dt.datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key and its secret, with nobody asked: for the command line of whoever runs this."""
    prefix = MARK + secrets.token_hex(4)
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        organization=organization,
        made_by=user,
        name=name.strip(),
        prefix=prefix,
        digest=_digest(secret),
        scopes=sorted(scopes),
        expires_at=expires_at,
    )
    return key, secret


def revoke_api_key(*, access: Access, key: ApiKey) -> None:
    """End a key, at once and for good."""
    access.require("keys.edit")
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())


def keys_of(access: Access) -> QuerySet[ApiKey]:
    """The organisation's keys that are not revoked, newest first."""
    keys = ApiKey.objects.visible_to(access).filter(revoked_at=None)
    return keys.select_related("made_by").order_by("-id")


def access_by_key(secret: str) -> tuple[Access, ApiKey] | None:
    """What a key opens now; None for one that is unknown, ended, or whose maker left.

    The key's scopes and its maker's present role must both allow something.
    """
    prefix = secret[: len(MARK) + 8]
    role = Membership.objects.filter(
        user=OuterRef("made_by"), organization=OuterRef("organization"), user__is_active=True
    )
    # All in one query: this is asked with every request.
    keys = ApiKey.objects.select_related("organization", "made_by").annotate(
        role=role.values("role")[:1]
    )
    key = keys.filter(prefix=prefix).first()
    now = timezone.now()
    if key is None or not hmac.compare_digest(key.digest, _digest(secret)) or not key.is_valid(now):
        return None
    if key.role is None:
        return None
    _note_use(key, now)
    whole = access_as(key.organization, Role(key.role))
    return Access(
        organization=whole.organization,
        user=None,
        permissions=whole.permissions.intersection(key.scopes),
    ), key


def _note_use(key: ApiKey, now: dt.datetime) -> None:
    """At most once a minute: reading must not write each time."""
    stale = now - _USE_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at < stale:
        due = Q(last_used_at=None) | Q(last_used_at__lt=stale)
        ApiKey.objects.filter(due, pk=key.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
